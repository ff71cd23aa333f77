#!/usr/bin/env python3
"""Makes Data/geofences.geojson: fences around merchants of Data/merchants.csv, and districts.

The same arguments give the same bytes.

    scripts/make-sample-geofences.py                     # writes Data/geofences.geojson
    scripts/make-sample-geofences.py --check             # checks Data/geofences.geojson
    scripts/make-sample-geofences.py --seed 7 --out other.geojson
"""

import argparse
import csv
import json
import math
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
METERS_PER_DEGREE = 111_195.0
# How many fences stand around merchants: circles, and polygons such as a car park or a block.
CIRCLES = 30
PLOTS = 20
MOST_BYTES = 150_000

# Corners (longitude, latitude) by hand, coarse: shapes to try things on, not borders of anything.
SOHO = [
    (-0.1413, 51.5152), (-0.1300, 51.5163), (-0.1289, 51.5131), (-0.1305, 51.5103),
    (-0.1342, 51.5101), (-0.1389, 51.5098),
]  # fmt: skip
FIJI_BOX = (-16.86, 179.93, -16.74, -179.95)  # south, west, north, east


def moved(latitude, longitude, north, east):
    """The place so many metres away, good to a per mille within a kilometre or two."""
    return (
        longitude + east / (METERS_PER_DEGREE * math.cos(math.radians(latitude))),
        latitude + north / METERS_PER_DEGREE,
    )


def rounded(corners):
    """A closed ring of corners with seven decimals."""
    ring = [[round(x, 7), round(y, 7)] for x, y in corners]
    return ring if ring[0] == ring[-1] else ring + [ring[0]]


def blob(random_source, latitude, longitude, radius, count):
    """A ring around a place whose corners are between 60 and 100 % of the radius away."""
    turn = random_source.uniform(0, 2 * math.pi)
    corners = []
    for step in range(count):
        angle = turn + 2 * math.pi * step / count
        reach = radius * random_source.uniform(0.6, 1.0)
        corners.append(moved(latitude, longitude, reach * math.sin(angle), reach * math.cos(angle)))
    return rounded(corners)


def block(random_source, latitude, longitude, length, width):
    """A rectangle around a place, turned like the streets there might be."""
    turn = random_source.uniform(0, math.pi / 2)
    corners = []
    for along, across in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        east = along * length * math.cos(turn) - across * width * math.sin(turn)
        north = along * length * math.sin(turn) + across * width * math.cos(turn)
        corners.append(moved(latitude, longitude, north, east))
    return rounded(corners)


def feature(zone_id, properties, geometry, coordinates):
    return {
        "type": "Feature",
        "id": zone_id,
        "properties": properties,
        "geometry": {"type": geometry, "coordinates": coordinates},
    }


def merchant_fences(random_source, merchants):
    """Circles and polygons around merchants, partners first."""
    partners = [m for m in merchants if m["is_partner"] == "true" and m["is_active"] == "true"]
    others = [m for m in merchants if m["is_partner"] != "true" and m["is_active"] == "true"]
    # Two thirds are partners; sorted by id, so that the file reads like a list.
    chosen = random_source.sample(partners, (CIRCLES + PLOTS) * 2 // 3)
    chosen += random_source.sample(others, CIRCLES + PLOTS - len(chosen))
    random_source.shuffle(chosen)
    fences = []
    for number, merchant in enumerate(chosen):
        latitude, longitude = float(merchant["latitude"]), float(merchant["longitude"])
        if abs(latitude) > 80 or abs(longitude) > 179.9:
            continue
        properties = {
            "name": merchant["name"][:60].strip(),
            "merchant_id": merchant["merchant_id"],
            "dwell_seconds": random_source.choice([0, 30, 60, 120, 300]),
            "city": merchant["city"],
        }
        if random_source.random() < 0.06:
            properties["is_active"] = False
        zone_id = f"zone-{merchant['merchant_id']}"
        if number < CIRCLES:
            radius = random_source.choice([25, 50, 75, 100, 150, 250, 500])
            properties["radius_m"] = radius
            fences.append(
                feature(zone_id, properties, "Point", [round(longitude, 7), round(latitude, 7)])
            )
        elif random_source.random() < 0.5:
            length, width = random_source.uniform(40, 160), random_source.uniform(20, 60)
            ring = block(random_source, latitude, longitude, length, width)
            fences.append(feature(zone_id, properties, "Polygon", [ring]))
        else:
            ring = blob(
                random_source, latitude, longitude, random_source.uniform(80, 400),
                random_source.randrange(8, 30),
            )  # fmt: skip
            fences.append(feature(zone_id, properties, "Polygon", [ring]))
    return sorted(fences, key=lambda fence: fence["id"])


def districts(random_source):
    """Larger shapes: a hole, islands in it, one cut at the antimeridian, one around a pole."""
    soho_square = block(random_source, 51.5153, -0.1321, 40, 40)
    golden_square = block(random_source, 51.5117, -0.1371, 30, 30)
    lake = blob(random_source, 60.1850, 24.9300, 420, 24)
    island = blob(random_source, 60.1850, 24.9300, 140, 14)
    shore = blob(random_source, 60.1850, 24.9300, 2_400, 60)
    south, west, north, east = FIJI_BOX
    west_half = [(west, south), (180, south), (180, north), (west, north)]
    east_half = [(-180, south), (east, south), (east, north), (-180, north)]
    cap = [(longitude, -89.0) for longitude in range(-180, 181, 30)] + [(180, -90), (-180, -90)]
    fences = [
        feature(
            "district-london-soho", {"name": "Soho without its squares"}, "Polygon",
            [rounded(SOHO), golden_square, soho_square],
        ),
        feature(
            "district-helsinki-bay", {"name": "Around the bay, and the island in it"},
            "MultiPolygon", [[shore, lake], [island]],
        ),
        feature(
            "district-taveuni", {"name": "Taveuni, on both sides of 180°", "kind": "island"},
            "MultiPolygon", [[rounded(west_half)], [rounded(east_half)]],
        ),
        feature(
            "district-south-pole", {"name": "South of 89° S"}, "Polygon", [rounded(cap)],
        ),
    ]  # fmt: skip
    downtowns = [
        ("san-francisco-mission", "Mission", 37.7599, -122.4148, 1_300, 40),
        ("new-york-midtown", "Midtown", 40.7549, -73.9840, 1_100, 32),
        ("tokyo-shibuya", "渋谷", 35.6595, 139.7005, 900, 48),
        ("mumbai-fort", "Fort", 18.9340, 72.8360, 1_000, 36),
        ("sao-paulo-centro", "Centro", -23.5475, -46.6361, 1_400, 44),
        ("tromso-sentrum", "Tromsø sentrum", 69.6496, 18.9560, 700, 28),
    ]
    for code, name, latitude, longitude, radius, count in downtowns:
        ring = blob(random_source, latitude, longitude, radius, count)
        fences.append(feature(f"district-{code}", {"name": name}, "Polygon", [ring]))
    return fences


def to_geojson(fences):
    """The bytes of the file: a line for each feature."""
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in fences]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    return text.encode()


def problems(data, merchants):
    """What is wrong with the file, in sentences."""
    found = []
    if len(data) > MOST_BYTES:
        found.append(f"the file has {len(data)} bytes, and may have {MOST_BYTES}")
    features = json.loads(data)["features"]
    ids = [f["id"] for f in features]
    if len(set(ids)) < len(ids):
        found.append("two features have the same id")
    known = {m["merchant_id"] for m in merchants}
    for fence in features:
        merchant = fence["properties"].get("merchant_id")
        if merchant is not None and merchant not in known:
            found.append(f"{fence['id']}: there is no merchant {merchant}")
        geometry = fence["geometry"]
        shapes = {"Point": [], "Polygon": [geometry["coordinates"]]}
        for polygon in shapes.get(geometry["type"], geometry["coordinates"]):
            for ring in polygon:
                if len(ring) < 4 or ring[0] != ring[-1]:
                    found.append(f"{fence['id']}: a ring is not closed")
                if any(abs(x) > 180 or abs(y) > 90 for x, y in ring):
                    found.append(f"{fence['id']}: a corner is not on the Earth")
                at_pole = all(abs(y) >= 89 for _, y in ring)
                spans = (abs(a[0] - b[0]) for a, b in zip(ring, ring[1:]))
                if not at_pole and any(span > 180 for span in spans):
                    found.append(f"{fence['id']}: an edge jumps over the antimeridian")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--merchants", type=Path, default=ROOT / "Data" / "merchants.csv")
    parser.add_argument("--out", type=Path, default=ROOT / "Data" / "geofences.geojson")
    parser.add_argument("--seed", type=int, default=20_260_201)
    parser.add_argument("--check", action="store_true", help="check the file instead of writing it")
    options = parser.parse_args()
    try:
        with options.merchants.open(newline="", encoding="utf-8") as file:
            merchants = list(csv.DictReader(file))
        data = options.out.read_bytes() if options.check else None
    except OSError as error:
        sys.exit(f"error: {error.filename} cannot be read: {error.strerror}")
    if data is None:
        random_source = random.Random(options.seed)
        fences = merchant_fences(random_source, merchants) + districts(random_source)
        data = to_geojson(fences)
    found = problems(data, merchants)
    for problem in found[:50]:
        print(problem, file=sys.stderr)
    if found:
        sys.exit(f"error: {len(found)} problems in {options.out}")
    if not options.check:
        options.out.write_bytes(data)
    count = data.count(b'"type":"Feature",')
    print(f"{options.out}: {count} geofences, {len(data)} bytes, no problems", file=sys.stderr)


if __name__ == "__main__":
    main()
