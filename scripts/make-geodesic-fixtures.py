#!/usr/bin/env python3
"""Makes Tests/GeodesyTests/Fixtures/geodesics.csv: geodesics on WGS 84 by GeographicLib.

GeographicLib (C. F. F. Karney, MIT licence) is the reference that the Swift code is held against.
It is installed into .build-python/ when it isn't there. The pairs come from a fixed seed, so the
file changes only with this script or with GeographicLib.

    scripts/make-geodesic-fixtures.py
"""

import math
import os
import random
import subprocess
import sys
import venv
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
ENVIRONMENT = PROJECT / ".build-python"
OUTPUT = PROJECT / "Tests" / "GeodesyTests" / "Fixtures" / "geodesics.csv"
PACKAGE = "geographiclib==2.1"


def in_environment():
    """Runs this script again in an environment that has GeographicLib."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        venv.create(ENVIRONMENT, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", PACKAGE], check=True)
    os.execv(python, [str(python), *sys.argv, "--in-environment"])


def place(rng):
    """A place drawn evenly from the sphere, rounded as people write coordinates."""
    latitude = math.degrees(math.asin(rng.uniform(-1, 1)))
    return round(latitude, 7), round(rng.uniform(-180, 180), 7)


def normalized(longitude):
    return (longitude + 180) % 360 - 180


def pairs(rng, geodesic):
    """(band, latitude1, longitude1, latitude2, longitude2)"""
    bands = [1, 10, 100, 1e3, 1e4, 1e5, 2e5, 3e5, 4e5, 6e5, 1e6, 2e6, 5e6, 1e7, 1.5e7, 2e7]
    for band in bands:
        for _ in range(40):
            latitude, longitude = place(rng)
            end = geodesic.Direct(
                latitude, longitude, rng.uniform(0, 360), band * rng.uniform(0.5, 1))
            yield f"to {band:.0f} m", latitude, longitude, end["lat2"], end["lon2"]
    for _ in range(60):
        pole = rng.choice([-1, 1])
        yield ("polar", pole * rng.uniform(89, 90), rng.uniform(-180, 180),
               pole * rng.uniform(89.9, 90), rng.uniform(-180, 180))
    for _ in range(20):
        latitude, longitude = place(rng)
        pole = rng.choice([-90, 90])
        yield "pole", latitude, longitude, pole, rng.uniform(-180, 180)
        yield "pole", pole, rng.uniform(-180, 180), latitude, longitude
    for _ in range(60):
        latitude, _ = place(rng)
        east, west = 180 - rng.uniform(0, 2), rng.uniform(0, 2) - 180
        yield "antimeridian", latitude, east, latitude * 0.999, west
    for _ in range(160):
        latitude, longitude = place(rng)
        spread = 10 ** rng.uniform(-9, 0.2)
        yield ("antipodal", latitude, longitude,
               max(-90, min(90, -latitude + spread * rng.uniform(-1, 1))),
               normalized(longitude + 180 + spread * rng.uniform(-1, 1)))
    for _ in range(20):
        latitude, longitude = place(rng)
        yield "antipode", latitude, longitude, -latitude, normalized(longitude + 180)
    for _ in range(40):
        longitude, turn = rng.uniform(-180, 180), rng.uniform(0, 180)
        yield "equator", 0.0, longitude, 0.0, normalized(longitude + turn)
    for _ in range(20):
        longitude = rng.uniform(-180, 180)
        yield ("near equator", 0.0, longitude, 10 ** rng.uniform(-20, -3),
               normalized(longitude + rng.uniform(178, 180)))
    for _ in range(20):
        latitude, longitude = place(rng)
        yield "meridian", latitude, longitude, place(rng)[0], longitude
    for _ in range(20):
        latitude, longitude = place(rng)
        yield "identical", latitude, longitude, latitude, longitude


def main():
    from geographiclib.geodesic import Geodesic

    rng = random.Random(20130101)
    lines = ["band,latitude1,longitude1,latitude2,longitude2,meters,bearing1,bearing2"]
    for band, *points in pairs(rng, Geodesic.WGS84):
        path = Geodesic.WGS84.Inverse(*points)
        numbers = [*points, path["s12"], path["azi1"] % 360, path["azi2"] % 360]
        lines.append(",".join([band, *(repr(float(number)) for number in numbers)]))
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    OUTPUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines) - 1} pairs in {OUTPUT.relative_to(PROJECT)}")


if "--in-environment" in sys.argv:
    main()
else:
    in_environment()
