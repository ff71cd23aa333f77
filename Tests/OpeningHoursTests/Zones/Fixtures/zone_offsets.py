"""Prints the offsets that Python's zoneinfo has: the tests' second opinion.

    python3 zone_offsets.py FOLDER < QUESTIONS

Each line of the questions is a zone's name and Unix seconds, separated by spaces; each line of the
answer has the seconds east of UTC in the same order. FOLDER is where tzdata is.
"""

import datetime
import sys
import zoneinfo

zoneinfo.reset_tzpath([sys.argv[1]])
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)

for line in sys.stdin:
    name, *instants = line.split()
    zone = zoneinfo.ZoneInfo(name)
    offsets = (
        (EPOCH + datetime.timedelta(seconds=int(instant))).astimezone(zone).utcoffset()
        for instant in instants)
    print(*(round(offset.total_seconds()) for offset in offsets))
