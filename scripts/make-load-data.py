#!/usr/bin/env python3
"""Makes a large file of merchants for benchmarks, clustered like the sample, every column filled.

Each merchant of Data/merchants.csv becomes one or more streets near its place; their shops take the
texts of the merchants of that city in turn. The same arguments give the same bytes.

    scripts/make-load-data.py                           # a million rows to standard output
    scripts/make-load-data.py --count 100000 --out load.csv
"""

import argparse
import csv
import json
import os
import random
import re
import sys
from contextlib import nullcontext
from pathlib import Path

from sample.merchants import COLUMNS
from sample.streets import gap, offset

ROOT = Path(__file__).resolve().parent.parent
# More shops than this, and streets would be longer than any in a city.
SHOPS_A_STREET = 40

# For cities where no merchant has a value. Else a merchant without takes its neighbour's.
DEFAULTS = {
    "description": "Shop", "state": "-", "zip_code": "00000", "phone": "+1-555-555-0100",
    "email": "hello@shop.example", "website": "https://shop.example", "operating_hours": '"24/7"',
    "rating": "3.50", "is_partner": "true", "partnership_type": "standard",
    "commission_rate": "5.00",
}  # fmt: skip


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\n') else text


class City:
    """The merchants of a city in the sample: places, streets, and texts without gaps.

    A text is (name, cells from description to category, cells from city to the end).
    """

    def __init__(self, rows):
        self.places = [(float(row["latitude"]), float(row["longitude"])) for row in rows]
        # "12 High Street", "Hauptstraße 12" and "Çarşı Caddesi No: 12" without their numbers.
        streets = (re.sub(r"\s*(No: )?[\d-]+,?\s*|,\s*\d+$", "", row["address"]) for row in rows)
        self.streets = [street[:100] for street in streets]
        zones = [json.loads(row["metadata"]).get("timezone") for row in rows]
        zone = next((zone for zone in zones if zone), "Etc/UTC")
        carried = {c: next((row[c] for row in rows if row[c]), DEFAULTS.get(c)) for c in COLUMNS}
        self.texts = []
        for row in rows:
            carried.update({column: value for column, value in row.items() if value})
            if not row["rating"]:
                carried["total_reviews"] = "1"
            metadata = {"loyalty": False, "timezone": zone, **json.loads(row["metadata"])}
            carried["metadata"] = json.dumps(metadata, ensure_ascii=False, separators=(",", ":"))
            self.texts.append(
                (
                    row["name"][:90],
                    ",".join(quoted(carried[column]) for column in COLUMNS[2:4]),
                    ",".join(quoted(carried[column]) for column in COLUMNS[7:]),
                )
            )


def read_cities(path):
    by_city = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_city.setdefault(row["city"], []).append(row)
    return [City(rows) for rows in by_city.values()]


def lines(count, seed, cities):
    """`count` lines of CSV, city by city in the proportions of the sample."""
    generator = random.Random(seed)
    total = sum(len(city.places) for city in cities)
    made = seen = 0
    for city in cities:
        seen += len(city.places)
        # Rounded so that all cities together have exactly `count`.
        left = count * seen // total - made
        turn = 0
        while left > 0:
            latitude, longitude = city.places[turn % len(city.places)]
            # The first street of a merchant runs past its door, the others are near.
            spread = 30 if turn < len(city.places) else 350
            east, north = generator.gauss(0, spread), generator.gauss(0, spread)
            bearing, along = generator.random() * 180, 0.0
            street = generator.choice(city.streets)
            first = generator.randrange(len(city.texts))
            shops = min(SHOPS_A_STREET, left)
            for number in range(1, shops + 1):
                side = 10 if number % 2 else -10
                spot = offset(latitude, longitude, east, north, bearing, along, side)
                along += gap(generator) / 2
                name, before, after = city.texts[(first + number) % len(city.texts)]
                made += 1
                name, address = quoted(f"{name}, {street}"), quoted(f"{number} {street}")
                place = f"{max(-90, min(90, spot[0])):.7f},{spot[1]:.7f}"
                yield f"load-{made:08},{name},{before},{place},{address},{after}\n"
            left -= shops
            turn += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", default="-", help="a path, or - for standard output (default)")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=Path, default=ROOT / "Data" / "merchants.csv")
    options = parser.parse_args()
    if not 1 <= options.count <= 99_999_999:
        parser.error(f"--count must be from 1 to 99999999, and is {options.count}")
    try:
        cities = read_cities(options.sample)
        target = nullcontext(sys.stdout.buffer) if options.out == "-" else open(options.out, "wb")
        with target as file:
            file.write((",".join(COLUMNS) + "\n").encode())
            for line in lines(options.count, options.seed, cities):
                file.write(line.encode())
            file.flush()
    except BrokenPipeError:
        # The reader has had enough; at exit Python would flush once more and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        sys.exit(f"error: {error.filename or options.out}: {error.strerror}")


if __name__ == "__main__":
    main()
