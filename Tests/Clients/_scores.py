"""Scores as docs/ranking.md has them, worked out from the CSV files alone.

Distances are GeographicLib's. Scores are whole millionths.
"""

import csv
import math
from datetime import datetime, timezone

from geographiclib.geodesic import Geodesic

STANDARD = {
    "weights": {
        "distance": 0.45,
        "rating": 0.15,
        "popularity": 0.05,
        "featured": 0.03,
        "partnership": 0.05,
        "affinity": 0.2,
        "category_affinity": 0.07,
    },
    "distance": {"shape": "exp", "scale_m": 1500, "offset_m": 0, "decay": 0.5},
    "rating": {"prior_mean": None, "prior_reviews": 20},
    "popularity": {"full_at_reviews": 1000},
    "partnership": {"premium": 1, "standard": 0.6, "trial": 0.3},
    "boost_cap": 0.06,
    "affinity": {"half_life_days": 90},
}


def model(settings):
    """A model of which `settings` say what is not standard, as a ranking file does."""
    whole = {**STANDARD, **settings}
    for name, value in settings.items():
        if isinstance(value, dict):
            whole[name] = {**STANDARD[name], **value}
    return whole


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(timezone.utc).timestamp()


def millionths(value):
    return math.floor(1e6 * value + 0.5)


class Ranking:
    """The scores of a catalogue's merchants for a user, at an instant in Unix seconds."""

    def __init__(self, rows, settings=None, affinities=(), user=None, at=0):
        self.model = model(settings or {})
        self.rows = {row["merchant_id"]: row for row in rows if row["is_active"] == "true"}
        total = sum(self.model["weights"].values())
        self.share = {name: weight / total for name, weight in self.model["weights"].items()}
        rated = [float(row["rating"]) for row in self.rows.values() if row["rating"]]
        self.prior = self.model["rating"]["prior_mean"]
        if self.prior is None:
            hundredths = sum(round(100 * rating) for rating in rated)
            self.prior = (hundredths + 5 * len(rated)) // (10 * len(rated)) / 10
        half_life = self.model["affinity"]["half_life_days"] * 86_400
        hour = at // 3600 * 3600
        self.faded = {}
        for row in affinities:
            if row["user_id"] != user or row["merchant_id"] not in self.rows:
                continue
            last = row["last_interaction"]
            age = max(0, hour - seconds(last)) if last else half_life
            self.faded[row["merchant_id"]] = float(row["affinity_score"]) * 2 ** (-age / half_life)
        by_category = {}
        for name, value in self.faded.items():
            by_category.setdefault(self.rows[name]["category"], []).append(value)
        self.liked = {name: sum(values) / len(values) for name, values in by_category.items()}

    def closeness(self, meters):
        decay = self.model["distance"]
        x = max(0, meters - decay["offset_m"]) / decay["scale_m"]
        if decay["shape"] == "linear":
            return max(0, 1 - (1 - decay["decay"]) * x)
        return decay["decay"] ** (x * x if decay["shape"] == "gauss" else x)

    def parts(self, row, meters, boosted=True):
        """The contributions to the score of a merchant at a distance, in millionths."""
        reviews = int(row["total_reviews"] or 0)
        worth = self.model["rating"]["prior_reviews"]
        stars = self.prior
        if row["rating"]:
            # As the service has it, so that halves of a millionth are rounded alike.
            weight = reviews / (worth + reviews)
            stars = self.prior + (float(row["rating"]) - self.prior) * weight
        full = self.model["popularity"]["full_at_reviews"]
        kind = None
        if row["is_partner"] == "true" or row["partnership_type"]:
            kind = self.model["partnership"][row["partnership_type"] or "trial"]
        name = row["merchant_id"]
        known = self.faded.get(name)
        liked = self.liked.get(row["category"], 0) if known is None else 0
        values = {
            "distance": self.closeness(meters),
            "rating": stars / 5,
            "popularity": min(1, math.log(1 + reviews) / math.log(1 + full)),
            "featured": float(row["is_featured"] == "true"),
            "partnership": kind or 0,
            "affinity": known or 0,
            "category_affinity": liked,
        }
        parts = {name: millionths(self.share[name] * value) for name, value in values.items()}
        cap = millionths(self.model["boost_cap"]) if boosted else 0
        parts["featured"] = min(parts["featured"], cap)
        parts["partnership"] = min(parts["partnership"], cap - parts["featured"])
        return parts

    def order(self, latitude, longitude, radius, boosted=True):
        """All merchants within a radius in metres, the best first: scores and ids."""
        found = []
        for name, row in self.rows.items():
            place = float(row["latitude"]), float(row["longitude"])
            # Far away, a degree of latitude is proof enough.
            if abs(place[0] - latitude) * 110_000 > radius:
                continue
            meters = Geodesic.WGS84.Inverse(latitude, longitude, *place)["s12"]
            if meters <= radius:
                parts = self.parts(row, meters, boosted)
                found.append((-sum(parts.values()), name.encode(), parts))
        found.sort(key=lambda item: item[:2])
        return [(-score, name.decode(), parts) for score, name, parts in found]


def tau(old, new):
    """Kendall's tau of what two lists have in common, by its definition; None for fewer than two."""
    common = [name for name in old if name in new]
    places = [new.index(name) for name in common]
    pairs = [(one, other) for i, one in enumerate(places) for other in places[i + 1 :]]
    if not pairs:
        return None
    return sum(1 if one < other else -1 for one, other in pairs) / len(pairs)
