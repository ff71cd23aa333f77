"""Says when something is open, by the library opening-hours-py.

    python3 opening_hours_peer.py < QUESTIONS

Each line of the questions is an object of JSON: the name of a zone, a text in OpenStreetMap's
syntax, and instants in Unix seconds. Each line of the answer is a list with, for each instant,
whether it is open and the next instant at which that changes, or null.
"""

import datetime
import json
import sys
import zoneinfo

from opening_hours import OpeningHours

# The library knows zones by their names, and takes no other time zone of Python's.
UTC = zoneinfo.ZoneInfo("UTC")
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


def answer(hours, zone, instant):
    time = (EPOCH + datetime.timedelta(seconds=instant)).astimezone(zone)
    change = hours.next_change(time)
    if change is not None:
        change = round((change.astimezone(UTC) - EPOCH).total_seconds())
    return [hours.is_open(time), change]


for line in sys.stdin:
    question = json.loads(line)
    zone = zoneinfo.ZoneInfo(question["zone"])
    # Without a bound, it looks for the next change until the year 10000.
    hours = OpeningHours(question["text"], timezone=zone, max_interval_days=30)
    print(json.dumps([answer(hours, zone, instant) for instant in question["instants"]]))
