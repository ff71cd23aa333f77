#!/usr/bin/env python3
"""Makes Data/affinities.csv: what four made-up users think of merchants of Data/merchants.csv.

The same arguments give the same bytes.

    scripts/make-sample-affinities.py                     # writes Data/affinities.csv
    scripts/make-sample-affinities.py --check             # checks Data/affinities.csv
    scripts/make-sample-affinities.py --seed 7 --out other.csv
"""

import argparse
import csv
import io
import math
import random
import re
import sys
from collections import Counter, namedtuple
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sample.words import CHAINS, ENGLISH_KINDS, KINDS

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = ["user_id", "merchant_id", "affinity_score", "last_interaction"]
METERS_PER_DEGREE = 111_195.0
FEWEST, MOST = 15, 30

# What a user takes to: so many merchants of a kind, with affinities between two bounds.
Taste = namedtuple("Taste", "kind count least most")
# Where a user walks: all within reach of a place, in metres.
Haunt = namedtuple("Haunt", "latitude longitude reach tastes")

# All four live around St James's in London, where the examples of the README stand, and each of
# them travels to one other city.
LONDON = 51.5074, -0.1327
HELSINKI = 60.1699, 24.9384
NEW_YORK = 40.7549, -73.9840
SAN_FRANCISCO = 37.7765, -122.4172

USERS = {
    # Coffee, and something to eat with it; no bars.
    "ana": [
        Haunt(
            *LONDON, 700,
            [
                Taste("cafe", 9, 0.85, 0.99), Taste("bakery", 5, 0.65, 0.90),
                Taste("books", 1, 0.30, 0.50), Taste("bar", 2, 0.02, 0.10),
            ],
        ),
        Haunt(*HELSINKI, 2_500, [Taste("cafe", 5, 0.70, 0.95), Taste("bakery", 2, 0.50, 0.80)]),
    ],
    # Books and records, which are sold as electronics and as gifts; a café to read in.
    "ben": [
        Haunt(
            *LONDON, 1_300,
            [
                Taste("books", 5, 0.85, 0.99), Taste("electronics", 3, 0.80, 0.95),
                Taste("gifts", 5, 0.70, 0.90), Taste("clothes", 2, 0.25, 0.45),
                Taste("cafe", 2, 0.40, 0.60), Taste("supermarket", 1, 0.05, 0.15),
            ],
        ),
        Haunt(
            *SAN_FRANCISCO, 2_500,
            [Taste("books", 5, 0.75, 0.95), Taste("electronics", 2, 0.55, 0.80)],
        ),
    ],
    # A family: the week's groceries, a bakery on Sundays, films and games with the children.
    "chloe": [
        Haunt(
            *LONDON, 1_100,
            [
                Taste("grocer", 5, 0.75, 0.97), Taste("supermarket", 2, 0.70, 0.95),
                Taste("butcher", 2, 0.60, 0.85), Taste("deli", 3, 0.60, 0.90),
                Taste("games", 2, 0.60, 0.85), Taste("cinema", 1, 0.60, 0.85),
                Taste("bakery", 1, 0.45, 0.65), Taste("pharmacy", 2, 0.40, 0.60),
                Taste("takeaway", 1, 0.05, 0.20),
            ],
        ),
        Haunt(*NEW_YORK, 3_500, [Taste("grocer", 3, 0.60, 0.85), Taste("games", 2, 0.60, 0.85)]),
    ],
    # Out late: bars, what is fried after midnight, the last film; rarely up for breakfast.
    "dev": [
        Haunt(
            *LONDON, 1_300,
            [
                Taste("bar", 6, 0.80, 0.99), Taste("takeaway", 6, 0.65, 0.92),
                Taste("games", 1, 0.50, 0.75), Taste("cinema", 1, 0.50, 0.75),
                Taste("bakery", 2, 0.02, 0.12),
            ],
        ),
        Haunt(*SAN_FRANCISCO, 2_500, [Taste("bar", 5, 0.75, 0.95), Taste("takeaway", 2, 0.5, 0.8)]),
    ],
}  # fmt: skip

FIRST_DAY = datetime(2026, 1, 5, tzinfo=timezone.utc)
LAST_DAY = datetime(2026, 6, 12, tzinfo=timezone.utc)
# Hours of the day, UTC, at which somebody goes where.
LATE = {"bar": (19, 23), "takeaway": (18, 23), "cinema": (17, 22), "games": (14, 21)}
BY_DAY = 8, 17

CHAIN_KINDS = dict(CHAINS)
TAIL_KINDS = {tail: kind for kind, tails in ENGLISH_KINDS.items() for tail in tails}


def kind_of(merchant):
    """What a merchant is by its chain, the end of its English name or its description, if known."""
    name = merchant["name"].split(" – ")[0]
    if name in CHAIN_KINDS:
        return CHAIN_KINDS[name]
    tails = [tail for tail in TAIL_KINDS if name.endswith(" " + tail)]
    kinds = {TAIL_KINDS[tail] for tail in tails} or {
        kind
        for kind, (_, _, noun) in KINDS.items()
        if re.search(rf"(^| ){re.escape(noun)}( |$)", merchant["description"])
    }
    found = {kind for kind in kinds if KINDS[kind][0] == merchant["category"]}
    return found.pop() if len(found) == 1 else None


def meters(merchant, latitude, longitude):
    """The distance of a merchant, good to a per mille within a few kilometres."""
    north = float(merchant["latitude"]) - latitude
    east = (float(merchant["longitude"]) - longitude) * math.cos(math.radians(latitude))
    return METERS_PER_DEGREE * math.hypot(north, east)


def last_interaction(random_source, kind):
    """An instant of the first half of 2026, more often a recent one; now and then none is known."""
    if random_source.random() < 0.04:
        return ""
    days = (LAST_DAY - FIRST_DAY).days
    ago = 1 + int((days - 1) * random_source.random() ** 3)
    first, last = LATE.get(kind, BY_DAY)
    moment = LAST_DAY - timedelta(days=ago) + timedelta(
        hours=random_source.randint(first, last), minutes=random_source.randrange(60),
        seconds=random_source.randrange(60),
    )  # fmt: skip
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def make_rows(random_source, merchants):
    """The rows of the file, by user and merchant."""
    active = [(m, kind_of(m)) for m in merchants if m["is_active"] == "true"]
    rows = []
    for user, haunts in USERS.items():
        for haunt in haunts:
            near = [
                (merchant["merchant_id"], kind)
                for merchant, kind in active
                if meters(merchant, haunt.latitude, haunt.longitude) <= haunt.reach
            ]
            for taste in haunt.tastes:
                there = [merchant_id for merchant_id, kind in near if kind == taste.kind]
                chosen = random_source.sample(there, min(taste.count, len(there)))
                for merchant_id in chosen:
                    score = f"{random_source.uniform(taste.least, taste.most):.2f}"
                    moment = last_interaction(random_source, taste.kind)
                    rows.append([user, merchant_id, score, moment])
    return sorted(rows)


def to_csv(rows):
    """The bytes of the file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def problems(data, merchants):
    """What is wrong with the file, in sentences."""
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    if header != COLUMNS:
        return [f"the columns are {header}, and must be {COLUMNS}"]
    found = []
    active = {m["merchant_id"]: m["is_active"] for m in merchants}
    for user, merchant_id, score, moment in rows:
        row = f"{user}, {merchant_id}"
        if active.get(merchant_id) != "true":
            found.append(f"{row}: there is no such merchant, or it isn't active")
        if not 0 <= float(score) <= 1:
            found.append(f"{row}: an affinity must be from 0 to 1, and is {score}")
        if moment and not moment.startswith("2026-"):
            found.append(f"{row}: the last interaction must be in 2026, and is {moment}")
    for pair, count in Counter((user, merchant_id) for user, merchant_id, _, _ in rows).items():
        if count > 1:
            found.append(f"{', '.join(pair)}: is there {count} times")
    counts = Counter(row[0] for row in rows)
    if set(counts) != set(USERS):
        found.append(f"the users are {sorted(counts)}, and must be {sorted(USERS)}")
    for user, count in counts.items():
        if not FEWEST <= count <= MOST:
            found.append(f"{user}: must have {FEWEST} to {MOST} merchants, and has {count}")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--merchants", type=Path, default=ROOT / "Data" / "merchants.csv")
    parser.add_argument("--out", type=Path, default=ROOT / "Data" / "affinities.csv")
    parser.add_argument("--seed", type=int, default=20_260_316)
    parser.add_argument("--check", action="store_true", help="check the file instead of writing it")
    options = parser.parse_args()
    try:
        with options.merchants.open(newline="", encoding="utf-8") as file:
            merchants = list(csv.DictReader(file))
        data = options.out.read_bytes() if options.check else None
    except OSError as error:
        sys.exit(f"error: {error.filename} cannot be read: {error.strerror}")
    if data is None:
        data = to_csv(make_rows(random.Random(options.seed), merchants))
    found = problems(data, merchants)
    for problem in found[:50]:
        print(problem, file=sys.stderr)
    if found:
        sys.exit(f"error: {len(found)} problems in {options.out}")
    if not options.check:
        options.out.write_bytes(data)
    count = data.count(b"\n") - 1
    print(f"{options.out}: {count} affinities, {len(data)} bytes, no problems", file=sys.stderr)


if __name__ == "__main__":
    main()
