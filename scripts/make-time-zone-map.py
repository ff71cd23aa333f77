#!/usr/bin/env python3
"""Writes Data/timezones/zones.map: which time zone is where, as scan lines.

    python3 -m venv .build-zones
    .build-zones/bin/pip install tzfpy==2.1.1
    .build-zones/bin/python scripts/make-time-zone-map.py           # some seconds
    .build-zones/bin/python scripts/make-time-zone-map.py --check   # is the file what this makes?

With airportsdata==20260905 installed too, `--airports` writes the tests' sample of airports, and
`--all-airports` prints all of them in the same form.

The outlines come from the package tzfpy, which has them from timezone-boundary-builder, simplified
by up to 111 m. The same release of tzfpy always makes the same bytes. Data/timezones/README.md
describes the file and says whose data it is.

Each line is 0.02 degrees of latitude high and stands for what its middle crosses. Along that, the
crossings with the outlines are computed exactly and kept in steps of 360 / 2^20 degrees (38 m at
the equator), so there is nothing to sample, and east and west are as sharp as the outlines are.
"""

import argparse
import array
import importlib.metadata
import json
import pathlib
import random
import struct
import sys

import tzfpy

ROOT = pathlib.Path(__file__).resolve().parent.parent
MAP = ROOT / "Data/timezones/zones.map"
AIRPORTS = ROOT / "Tests/OpeningHoursTests/Zones/Fixtures/airports.tsv"

VERSION = 1
LINES_PER_DEGREE = 50
LINES = 180 * LINES_PER_DEGREE
COLUMN_BITS = 20
COLUMNS = 1 << COLUMN_BITS
ZONE_BITS = 32 - COLUMN_BITS

# Where both hold, by whom one asks; the country decides when the map is read.
DISPUTED = ("Asia/Hebron", "Asia/Jerusalem")


def rings(name):
    """The rings of a zone's polygons: lists of (longitude, latitude), closed."""
    for feature in json.loads(tzfpy.get_tz_polygon_geojson(name))["features"]:
        geometry = feature["geometry"]
        if geometry["type"] != "MultiPolygon":
            sys.exit(f"{name} is a {geometry['type']}, and should be a MultiPolygon")
        for polygon in geometry["coordinates"]:
            for ring in polygon:
                if ring[0] != ring[-1]:
                    ring.append(ring[0])
                yield ring


def middle(line):
    """The latitude of the middle of a line, in degrees."""
    return (2 * line + 1) / (2 * LINES_PER_DEGREE) - 90


def crossings(name):
    """The longitudes at which the outlines of a zone cross each line that they cross.

    An edge has its lower end and not its upper one, so that a corner counts once, and the crossings
    of a line come in pairs: the zone lies between the first and second, third and fourth, and so on.
    """
    lines = {}
    for ring in rings(name):
        for (x0, y0), (x1, y1) in zip(ring, ring[1:]):
            if y0 == y1:
                continue
            if y0 > y1:
                x0, y0, x1, y1 = x1, y1, x0, y0
            line = max(0, int((y0 + 90) * LINES_PER_DEGREE - 0.5) - 1)
            while line < LINES and middle(line) < y0:
                line += 1
            slope = (x1 - x0) / (y1 - y0)
            while line < LINES and (y := middle(line)) < y1:
                lines.setdefault(line, []).append(x0 + (y - y0) * slope)
                line += 1
    return lines


def column(longitude):
    return min(max(round((longitude + 180) / 360 * COLUMNS), 0), COLUMNS)


def spans_by_line(names):
    """For each line, the stretches (from column, to column, rank of the zone)."""
    lines = [[] for _ in range(LINES)]
    for rank, name in enumerate(names):
        for line, longitudes in crossings(name).items():
            longitudes.sort()
            if len(longitudes) % 2:
                sys.exit(f"{name} isn't closed at latitude {middle(line)}")
            for start, end in zip(longitudes[::2], longitudes[1::2]):
                start, end = column(start), column(end)
                if start < end:
                    lines[line].append((start, end, rank))
    return lines


def runs(spans, disputed):
    """The stretches of a line as (first column, zone), from west to east without gaps.

    Where zones overlap, the one of the lowest rank holds. A sliver that the simplified outlines
    leave to nobody goes to its western neighbour, or to the eastern one at 180 degrees.
    """
    starts, ends = {}, {}
    for start, end, rank in spans:
        starts.setdefault(start, []).append(rank)
        ends.setdefault(end, []).append(rank)
    active = {}
    result = []
    for at in sorted(starts.keys() | ends.keys()):
        for rank in ends.get(at, []):
            active[rank] -= 1
            if active[rank] == 0:
                del active[rank]
        for rank in starts.get(at, []):
            active[rank] = active.get(rank, 0) + 1
        if not active or at == COLUMNS:
            continue
        zone = min(active)
        if zone == disputed[0] and disputed[1] in active:
            zone = disputed[2]
        if not result:
            result.append((0, zone))
        elif result[-1][1] != zone:
            result.append((at, zone))
    return result


def make():
    # Zones of land come before those of the sea, and in each kind they come by name.
    names = sorted(tzfpy.timezonenames(), key=lambda name: (name.startswith("Etc/"), name))
    disputed = (names.index(DISPUTED[0]), names.index(DISPUTED[1]), len(names))
    if len(names) + 1 > 1 << ZONE_BITS:
        sys.exit(f"{len(names)} zones are more than an entry has room for")

    entries = array.array("I")
    table = array.array("I")
    known = {}
    for spans in spans_by_line(names):
        line = runs(spans, disputed)
        if not line:
            sys.exit("a line crosses no zone at all")
        key = tuple(line)
        if key not in known:
            known[key] = len(entries)
            entries.extend(start << ZONE_BITS | zone for start, zone in line)
        table.extend((known[key], len(line)))
    if sys.byteorder == "big":
        entries.byteswap()
        table.byteswap()

    text = "".join(f"{name}\n" for name in names).encode()
    text += b" " * (-len(text) % 4)
    release = tzfpy.data_version().encode()
    source = f"tzfpy {importlib.metadata.version('tzfpy')}".encode()
    header = struct.pack(
        "<8s6I16s16s", b"VICZONES", VERSION, LINES, len(entries), len(names), len(text), 0,
        release, source)
    return header + text + table.tobytes() + entries.tobytes(), len(entries)


def airports(count=None):
    """Lines of tab-separated text, one for each of `count` airports drawn by lot, or for all.

    The columns are latitude, longitude, the zone by the outlines, and the zone that airportsdata
    says, which is out of date or wrong for one airport in a hundred.
    """
    import airportsdata

    known = airportsdata.load("ICAO")
    codes = sorted(code for code, airport in known.items() if airport["tz"])
    if count is not None:
        codes = sorted(random.Random(2026).sample(codes, count))
    yield "latitude\tlongitude\toutlines\tairportsdata"
    for code in codes:
        airport = known[code]
        latitude, longitude = airport["lat"], airport["lon"]
        zone = tzfpy.get_tz(longitude, latitude)
        yield f"{latitude}\t{longitude}\t{zone}\t{airport['tz']}"


def main():
    parser = argparse.ArgumentParser(
        description="Writes Data/timezones/zones.map from the outlines in the package tzfpy.")
    parser.add_argument(
        "--check", action="store_true",
        help="write nothing; exit 1 unless the file is what would be written")
    parser.add_argument(
        "--airports", action="store_true", help="write the tests' sample of airports instead")
    parser.add_argument(
        "--all-airports", action="store_true", help="print all airports instead")
    arguments = parser.parse_args()
    if arguments.airports:
        AIRPORTS.parent.mkdir(parents=True, exist_ok=True)
        AIRPORTS.write_text("".join(f"{line}\n" for line in airports(2000)))
        return
    if arguments.all_airports:
        for line in airports():
            print(line)
        return
    contents, count = make()
    if arguments.check:
        if not MAP.exists() or MAP.read_bytes() != contents:
            sys.exit(f"{MAP.relative_to(ROOT)} is not what this script and this tzfpy make")
        return
    MAP.parent.mkdir(exist_ok=True)
    MAP.write_bytes(contents)
    print(f"{MAP.relative_to(ROOT)}: {len(contents)} bytes, {count} stretches, "
          f"boundaries of {tzfpy.data_version()}")


if __name__ == "__main__":
    main()
