"""Merchants: from a place and a flavour to the columns of a row, and the check of a whole file."""

import csv
import io
import json
import math
import re
import unicodedata
from collections import Counter, namedtuple
from datetime import datetime, timedelta

from . import hours
from .cities import CITIES, COUNTRIES, REMOTE_TOWNS
from .streets import Layout
from .words import ADJECTIVES, CHAINS, FLAVOURS, KIND_WEIGHTS, KINDS, SIGNATURES, TAGS, TAILS

COLUMNS = (
    "merchant_id,name,description,category,latitude,longitude,address,city,state,zip_code,country,"
    "phone,email,website,operating_hours,rating,total_reviews,is_active,is_featured,metadata,"
    "is_partner,partnership_type,commission_rate,created_at,updated_at"
).split(",")

# The widths of the database, in characters.
LIMITS = {
    "merchant_id": 50, "name": 200, "address": 300, "city": 100, "state": 50, "zip_code": 20,
    "country": 100, "phone": 20, "email": 100, "website": 300,
}  # fmt: skip

# Letters that do not decompose into a plain one and an accent.
LETTERS = str.maketrans(
    {"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "ı": "i", "ġ": "g", "’": "", "'": ""}
)

SIESTA = {"es", "it", "pt"}

# Rows by hand: (id, name, kind, latitude, longitude, address, city, state, country, zone).
BY_HAND = [
    # Taveuni, which the 180th meridian crosses. Two stand on it, written both ways.
    ("tvu-000001", "Dateline General Store", "grocer", -16.7981, 179.9958,
     "Wharf Road", "Waiyevo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000002", "Bula Coffee Shack", "cafe", -16.7975, 179.9991,
     "Wharf Road", "Waiyevo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000003", "Meridian Gifts", "gifts", -16.7960, 180.0,
     "Meridian Road", "Waiyevo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000004", "Yesterday & Today Café", "cafe", -16.7990, -180.0,
     "Meridian Road", "Waiyevo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000005", "Tagimaucia Flowers", "gifts", -16.7968, -179.9993,
     "Meridian Road", "Waiyevo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000006", "Wairiki Fuel", "fuel", -16.8051, -179.9962,
     "Mission Road", "Wairiki", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000007", "Somosomo Market", "supermarket", -16.7712, -179.9717,
     "Main Road", "Somosomo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000008", "Garden Island Inn", "hotel", -16.7995, 179.9902,
     "Main Road", "Waiyevo", "Northern", "Fiji", "Pacific/Fiji"),
    ("tvu-000009", "Coral Reef Divers", "travel", -16.7725, -179.9731,
     "Main Road", "Somosomo", "Northern", "Fiji", "Pacific/Fiji"),
    # The ends of the earth.
    ("ata-000001", "Ross Island Station Store", "gifts", -77.8463, 166.6682,
     "Building 155", "McMurdo Station", "", "Antarctica", "Antarctica/McMurdo"),
    ("ata-000002", "South Pole Station Shop", "gifts", -89.9981, -24.5,
     "Destination Zulu", "South Pole", "", "Antarctica", "Antarctica/McMurdo"),
    ("pol-000001", "The Top of the World Gift Shop", "gifts", 89.9952, 41.7,
     "1 Drifting Ice Floe", "North Pole", "", "International Waters", None),
]  # fmt: skip


# Values of columns


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def fill(random, pattern):
    """A phone or a post code: after the bar 0 becomes a digit and A a letter."""
    fixed, _, free = pattern.partition("|")
    digits = (
        random.choice("0123456789") if c == "0" else random.choice("ABDEFGHJLNPRSTUW") if c == "A"
        else c
        for c in free
    )  # fmt: skip
    return fixed + "".join(digits)


def slug(name, fallback):
    """A name as it may stand in a host name."""
    name = name.lower().translate(LETTERS)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or fallback


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def coordinate(value):
    return f"{value:.7f}"


def flag(value):
    return "true" if value else "false"


class Namer:
    """Invents the names of the merchants and streets of one city, none of them twice."""

    def __init__(self, random, flavour):
        self.random = random
        self.words = FLAVOURS[flavour]
        self.used = set()

    def phrase(self, pattern, kind=None):
        random, words = self.random, self.words
        s, t = random.sample(words["people"], 2)
        n, m = random.sample(words["nouns"], 2)
        k = random.choice(words["kinds"][kind]) if kind else ""
        b = random.choice(words["bases"])
        return pattern.format(k=k, s=s, t=t, n=n, m=m, b=b)

    def once(self, make):
        """The first of some made names that is new; after many, one with a number."""
        for _ in range(40):
            name = make()
            if name not in self.used:
                break
        else:
            count = next(i for i in range(2, 100_000) if f"{name} {i}" not in self.used)
            name = f"{name} {count}"
        self.used.add(name)
        return name

    def merchant(self, kind):
        return self.once(lambda: self.phrase(self.random.choice(self.words["patterns"]), kind))

    def street(self):
        return self.once(lambda: self.phrase(self.random.choice(self.words["streets"])))

    def mall(self):
        return self.once(lambda: self.phrase(self.random.choice(self.words["mall"])))

    def suburb(self):
        return self.phrase(self.words["suburb"])

    def address(self, street, number):
        block = self.random.randint(1, 5)
        if "{block}" in self.words["address"]:
            return self.words["address"].format(
                street=street, block=f"{block}-{number // 20 + 1}", number=number % 20 + 1
            )
        return self.words["address"].format(street=street, number=number)


class RowMaker:
    """Fills the columns of a row; `forced` names the shapes of hours that come next."""

    def __init__(self, random):
        self.random = random
        self.forced = []

    def description(self, kind):
        random = self.random
        if random.random() < 0.15:
            return ""
        noun = KINDS[kind][2]
        tail = random.choice(TAILS).format(year=random.randint(1889, 2024))
        return f"{random.choice(ADJECTIVES)} {noun} {tail}"

    def hours(self, kind, flavour, chain):
        random = self.random
        style = KINDS[kind][1]
        if chain:
            # A chain's branches keep the hours of the chain.
            return chain
        if self.forced and random.random() < 0.08:
            return compact(hours.value(random, style, self.forced.pop()))
        if random.random() < 0.07:
            return ""
        shape = hours.pick(random, style, flavour in SIESTA)
        return compact(hours.value(random, style, shape))

    def row(self, *, code, number, name, kind, latitude, longitude, address, city, state, zip_code,
            country, phone, flavour, zone, chain=None, chain_hours=None):  # fmt: skip
        random = self.random
        identifier = f"{code}-{number:06}"
        host = slug(chain or name, f"shop-{code}-{number}")
        tld = random.choices(("example.com", "example.org", "example"), (4, 1, 5))[0]
        email = f"hello@{host}.{tld}" if random.random() < 0.45 else ""
        website = f"https://{host}.{tld}" if random.random() < 0.5 else ""
        if website and chain:
            website += f"/{code}/{number}"
        rating, reviews = "", 0
        if random.random() >= 0.1:
            rating = f"{min(5.0, max(1.0, random.gauss(4.15, 0.5))):.2f}"
            reviews = 1 + int(random.lognormvariate(3.4, 1.5))
        metadata = {}
        if chain:
            metadata["chain"] = chain
        if random.random() < 0.55:
            metadata["loyalty"] = random.random() < 0.35
        if zone and random.random() < 0.6:
            metadata["timezone"] = zone
        if KINDS[kind][0] == "Restaurants & Cafes" and random.random() < 0.6:
            cuisines = FLAVOURS[flavour]["cuisines"]
            metadata["cuisine"] = random.sample(cuisines, random.choice((1, 1, 2)))
        if random.random() < 0.3:
            metadata["tags"] = sorted(random.sample(TAGS, random.randint(1, 3)))
        if random.random() < 0.4:
            metadata["wheelchair"] = random.choices(("yes", "limited", "no"), (6, 2, 2))[0]
        if random.random() < 0.5:
            metadata["price_level"] = random.choices((1, 2, 3, 4), (3, 5, 3, 1))[0]
        partner, partnership, commission = "", "", ""
        draw = random.random()
        if draw < 0.08:
            partner = "true"
            partnership = random.choices(("premium", "standard", "trial"), (2, 5, 2))[0]
            commission = f"{random.uniform(1, 18):.2f}"
        elif draw < 0.083:
            partner = "false"
            partnership = random.choice(("premium", "standard", "trial"))
            commission = "0.00"
        created = datetime(2021, 1, 4) + timedelta(seconds=random.randrange(5 * 365 * 86_400))
        updated = created + timedelta(
            seconds=random.randrange(int((datetime(2026, 6, 1) - created).total_seconds()))
        )
        return {
            "merchant_id": identifier,
            "name": name,
            "description": self.description(kind),
            "category": KINDS[kind][0],
            "latitude": coordinate(latitude),
            "longitude": coordinate(longitude),
            "address": address,
            "city": city,
            "state": state,
            "zip_code": zip_code,
            "country": country,
            "phone": fill(random, phone) if random.random() < 0.85 else "",
            "email": email,
            "website": website,
            "operating_hours": self.hours(kind, flavour, chain_hours),
            "rating": rating,
            "total_reviews": str(reviews),
            "is_active": flag(random.random() >= 0.015),
            "is_featured": flag(random.random() < 0.03),
            "metadata": compact(metadata),
            "is_partner": partner,
            "partnership_type": partnership,
            "commission_rate": commission,
            "created_at": stamp(created),
            "updated_at": stamp(updated),
        }


# Cities


def pick_kind(random, setting):
    weights = [w[setting] for w in KIND_WEIGHTS.values()]
    return random.choices(list(KIND_WEIGHTS), weights)[0]


Spot = namedtuple("Spot", "setting latitude longitude address street zip_code")


def spots(random, layout, namer, city_zip, count):
    """Yields the places of `count` shops of a city; `setting` as in KIND_WEIGHTS."""
    left = count
    malls = 2 if count >= 300 else 1 if count >= 80 else 0
    for _ in range(malls):
        units = min(left, max(8, count // 20))
        name, code = namer.mall(), fill(random, city_zip)
        for latitude, longitude, unit in layout.mall(units):
            yield Spot(1, latitude, longitude, f"{name}, {unit}", name, code)
        left -= units
    scattered = left * 13 // 100
    left -= scattered
    # Several dozen streets a city; a few long ones, many short.
    mean = max(3.5, count / 70)
    while left > 0:
        wanted = max(3, int(random.lognormvariate(math.log(mean), 0.55)))
        street, code = namer.street(), fill(random, city_zip)
        stretch = layout.street(wanted)
        random.shuffle(stretch)
        for latitude, longitude, number in stretch[: min(left, wanted)]:
            address = namer.address(street, number)
            yield Spot(0, latitude, longitude, address, street, code)
            left -= 1
    for _ in range(scattered):
        latitude, longitude, number = layout.corner()
        street = namer.suburb()
        address = namer.address(street, number)
        yield Spot(2, latitude, longitude, address, street, fill(random, city_zip))


def city_rows(random, maker, city, record, count, chain_hours):
    layout = Layout(
        random, record["latitude"], record["longitude"], city.radius, city.land, city.rivers,
        city.grid,
    )  # fmt: skip
    namer = Namer(random, city.flavour)
    signatures = list(SIGNATURES.get(city.code, []))
    for number, spot in enumerate(spots(random, layout, namer, city.zip, count), 1):
        kind = pick_kind(random, spot.setting)
        # A chain has one branch a street, named after it.
        branches = {
            name: f"{name} – {spot.street}"
            for name, chain_kind in CHAINS
            if chain_kind == kind and f"{name} – {spot.street}" not in namer.used
        }
        chain = None
        if signatures and spot.setting == 0 and number > 12:
            kind, name = signatures.pop(0)
        elif branches and random.random() < 0.16:
            chain = random.choice(list(branches))
            name = branches[chain]
            namer.used.add(name)
        else:
            name = namer.merchant(kind)
        yield maker.row(
            code=city.code, number=number, name=name, kind=kind, latitude=spot.latitude,
            longitude=spot.longitude, address=spot.address, city=city.name, state=city.state,
            zip_code=spot.zip_code, country=COUNTRIES[city.country], phone=city.phone,
            flavour=city.flavour, zone=record["timezone"], chain=chain,
            chain_hours=chain_hours.get(chain),
        )  # fmt: skip


def shares(total, records):
    """Merchants per city: by the square root of its people, with the floors of `CITIES`."""
    weights = [math.sqrt(record["population"]) for record in records]
    floors = [city.minimum * min(1, total / 10_000) for city in CITIES]
    counts = [max(int(total * w / sum(weights)), int(f)) for w, f in zip(weights, floors)]
    free = [i for i, floor in enumerate(floors) if not floor]
    # What the floors took is given back by the cities without one.
    surplus = sum(counts) - total
    weight = sum(counts[i] for i in free)
    for i in free:
        counts[i] -= round(surplus * counts[i] / weight)
    counts[free[0]] += total - sum(counts)
    return counts


def long_name(start):
    """A name of exactly 200 characters."""
    text = start
    while len(text) < 200:
        text += " and Sons, and Daughters, and Cousins, and Friends"
    text = text[:200]
    return text[:-1] + "." if text.endswith((" ", ",")) else text


def decorate(random, rows):
    """Puts into some rows what careless readers of CSV trip over."""
    chosen = random.sample(range(len(rows)), 60)
    starts = ["The Grand Emporium of Abernathy", "Établissements Réunis Œillet", "大食堂 Kissaten"]
    for start in starts:
        rows[chosen.pop()]["name"] = long_name(start)
    for _ in range(12):
        rows[chosen.pop()]["description"] = "Open every day.\nRing twice, please.\n\nNo cash."
    quotes = 'They say "the best", and mean it; 5\' by 6" tables, say'
    for _ in range(8):
        rows[chosen.pop()]["description"] = quotes
    for _ in range(6):
        rows[chosen.pop()]["description"] = "Ice cream 🍦, waffles 🧇 & good mood 👩‍👩‍👧‍👦"
    for _ in range(3):
        row = rows[chosen.pop()]
        row["address"] = "Ground floor, left; " + row["address"]


def make_rows(random, total, records):
    """`total` rows as dictionaries; `records` has the city table's record of each city."""
    maker = RowMaker(random)
    rare = [name for name, _, _, _ in hours.SHAPES for _ in range(7)]
    random.shuffle(rare)
    maker.forced = rare if total >= 10_000 else []
    chain_hours = {
        name: compact(
            hours.value(random, KINDS[kind][1], hours.pick(random, KINDS[kind][1], False))
        )
        for name, kind in CHAINS
    }
    rows = []
    remote = len(BY_HAND) + sum(town[-1] for town in REMOTE_TOWNS)
    for city, record, count in zip(CITIES, records, shares(total - remote, records)):
        rows.extend(city_rows(random, maker, city, record, count, chain_hours))
    decorate(random, rows)
    for town in REMOTE_TOWNS:
        rows.extend(town_rows(random, maker, town))
    for entry in BY_HAND:
        rows.append(hand_row(maker, entry))
    return rows


def town_rows(random, maker, town):
    code, name, country, state, flavour, phone, zips, *position, radius, zone, count = town
    latitude, longitude = position
    layout = Layout(random, latitude, longitude, radius)
    namer = Namer(random, flavour)
    street = namer.street()
    stretch = layout.street(count + 6)[:count]
    for number in range(1, count + 1):
        place = stretch[number - 1] if number <= len(stretch) else layout.corner()
        kind = pick_kind(random, 0)
        yield maker.row(
            code=code, number=number, name=namer.merchant(kind), kind=kind, latitude=place[0],
            longitude=place[1], address=namer.address(street, place[2]), city=name, state=state,
            zip_code=fill(random, zips), country=COUNTRIES[country], phone=phone, flavour=flavour,
            zone=zone,
        )  # fmt: skip


def hand_row(maker, entry):
    identifier, name, kind, latitude, longitude, address, city, state, country, zone = entry
    code, _, number = identifier.partition("-")
    phone = {"Fiji": "+679 555 |0000"}.get(country, "+1-555-555-01|00")
    row = maker.row(
        code=code, number=int(number), name=name, kind=kind, latitude=latitude,
        longitude=longitude, address=address, city=city, state=state, zip_code="",
        country=country, phone=phone, flavour="en", zone=zone,
    )  # fmt: skip
    row["is_active"] = "true"
    if code == "pol":
        row["description"] = "Snow globes, postcards and a view to the south in every direction"
        row["operating_hours"] = '"24/7"'
    return row


def to_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


# The check


def problems(data, expected=None):
    """What is wrong with a file of merchants, as sentences; nothing when it is right."""
    found = []

    def wrong(row, column, why):
        found.append(f"{row['merchant_id']}: {column} {why}, and is {row[column]!r:.120}")

    if data.startswith(b"\xef\xbb\xbf"):
        found.append("the file begins with a byte order mark")
    if b"\r" in data:
        found.append("the file has carriage returns")
    reader = csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    rows = list(reader)
    if reader.fieldnames != COLUMNS:
        found.append(f"the header must be {','.join(COLUMNS)}")
        return found
    if expected is not None and len(rows) != expected:
        found.append(f"there must be {expected} rows, and there are {len(rows)}")
    categories = {category for category, _, _ in KINDS.values()}
    for identifier, count in Counter(row["merchant_id"] for row in rows).items():
        if count > 1:
            found.append(f"merchant_id {identifier} is there {count} times")
    for row in rows:
        if None in row or None in row.values():
            found.append(f"{row['merchant_id']}: wrong number of cells")
            continue
        for column, limit in LIMITS.items():
            if len(row[column]) > limit:
                wrong(row, column, f"must have at most {limit} characters")
        for column in ("merchant_id", "name", "category", "latitude", "longitude", "metadata"):
            if not row[column].strip():
                wrong(row, column, "must not be empty")
        if not re.fullmatch(r"[a-z]{3}-\d{6}", row["merchant_id"]):
            wrong(row, "merchant_id", "must look like lon-000123")
        if row["category"] not in categories:
            wrong(row, "category", "must be one of the eight")
        for column, limit in (("latitude", 90), ("longitude", 180)):
            if not re.fullmatch(r"-?\d+\.\d{7}", row[column]) or abs(float(row[column])) > limit:
                wrong(row, column, f"must be a number with 7 decimals within ±{limit}")
        for column, limit in (("rating", 5), ("commission_rate", 100)):
            if row[column] and (
                not re.fullmatch(r"\d+\.\d\d", row[column]) or float(row[column]) > limit
            ):
                wrong(row, column, f"must be from 0 to {limit} with two decimals")
        if not row["rating"] and row["total_reviews"] != "0":
            wrong(row, "total_reviews", "must be 0 without a rating")
        if row["partnership_type"] not in ("", "premium", "standard", "trial"):
            wrong(row, "partnership_type", "must be premium, standard or trial")
        if row["is_partner"] == "true" and not (row["partnership_type"] and row["commission_rate"]):
            wrong(row, "is_partner", "needs a type and a rate")
        for column in ("is_active", "is_featured"):
            if row[column] not in ("true", "false"):
                wrong(row, column, "must be true or false")
        for column in ("created_at", "updated_at"):
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row[column]):
                wrong(row, column, "must be an RFC 3339 instant in UTC")
        if row["created_at"] > row["updated_at"]:
            wrong(row, "updated_at", "must not be before created_at")
        for column in ("email", "website"):
            host = re.sub(r"^.*@|^https://|/.*$", "", row[column])
            if row[column] and not re.search(r"(^|\.)example(\.com|\.org)?$", host):
                wrong(row, column, "must be at a domain reserved for examples")
        try:
            if not isinstance(json.loads(row["metadata"]), dict):
                wrong(row, "metadata", "must be a JSON object")
            if row["operating_hours"]:
                json.loads(row["operating_hours"])
        except ValueError as error:
            wrong(row, "metadata", f"and operating_hours must be JSON ({error})")
    if expected is not None and expected >= 10_000:
        found.extend(missing_shapes(rows))
        found.extend(missing_places(rows))
        found.extend(close_namesakes(rows))
    return found


def missing_shapes(rows):
    cells = [row["operating_hours"] for row in rows]
    for name, fewest, test in hours.CHECKS:
        count = sum(1 for cell in cells if test(cell))
        if count < fewest:
            yield f"operating_hours: {name!r} must be there {fewest} times, and is {count} times"


def missing_places(rows):
    cities = Counter(row["city"] for row in rows)
    latitudes = [float(row["latitude"]) for row in rows]
    longitudes = [float(row["longitude"]) for row in rows]
    demands = [
        ("London", cities["London"], 600),
        ("San Francisco", cities["San Francisco"], 500),
        ("east of 179° E", sum(1 for x in longitudes if 179 < x), 4),
        ("west of 179° W", sum(1 for x in longitudes if x < -179), 4),
        ("on ±180", sum(1 for x in longitudes if abs(x) == 180), 2),
        ("north of 66° N", sum(1 for x in latitudes if x > 66), 9),
        ("in Antarctica", sum(1 for x in latitudes if x < -65), 2),
        ("at the north pole", sum(1 for x in latitudes if x > 89.991), 1),
        ("names of 200 characters", sum(1 for row in rows if len(row["name"]) == 200), 3),
        ("Arabic names", sum(1 for r in rows if re.search("[\u0600-\u06ff]", r["name"])), 2),
        ("unrated", sum(1 for row in rows if not row["rating"]), 500),
        ("partners", sum(1 for row in rows if row["is_partner"] == "true"), 500),
        ("former partners", sum(1 for row in rows if row["is_partner"] == "false"), 5),
        ("inactive", sum(1 for row in rows if row["is_active"] == "false"), 50),
    ]  # fmt: skip
    for name, count, fewest in demands:
        if count < fewest:
            yield f"{name}: there must be {fewest}, and there are {count}"


def close_namesakes(rows):
    """An import warns of these, and the sample should import in silence."""
    places = {}
    for row in rows:
        key = row["name"].casefold()
        place = float(row["latitude"]), float(row["longitude"])
        for other in places.get(key, ()):
            north = (place[0] - other[0]) * 111_195
            east = (place[1] - other[1]) * 111_195 * math.cos(math.radians(place[0]))
            if math.hypot(north, east) < 60:
                yield f"{row['merchant_id']}: {row['name']!r} is there twice within 60 m"
        places.setdefault(key, []).append(place)
