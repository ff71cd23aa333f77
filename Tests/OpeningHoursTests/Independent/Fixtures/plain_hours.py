"""Says when something is open, by Python's zoneinfo and a look at every minute.

    python3 plain_hours.py FOLDER < QUESTIONS

Each line of the questions is an object of JSON: the name of a zone, what starts on the seven
weekdays and on some dates ("2026-12-25" or "12-25") as pairs of minutes, and instants in Unix
seconds. Each line of the answer is a list with, for each instant, whether it is open and the first
instant of a minute after it, up to nine days later, at which it is not so; null for none. FOLDER is
where tzdata is.
"""

import datetime
import functools
import json
import sys
import zoneinfo

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DAY = datetime.timedelta(days=1)
HORIZON = 9 * 86_400


class Hours:
    def __init__(self, question):
        self.zone = zoneinfo.ZoneInfo(question["zone"])
        self.week = question["week"]
        self.exceptions = question["exceptions"]
        self.minutes = functools.cache(self.minutes_of)

    def starting_on(self, date):
        for key in (date.isoformat(), date.strftime("%m-%d")):
            if key in self.exceptions:
                return self.exceptions[key]
        return self.week[date.weekday()]

    def minutes_of(self, date):
        """Which minutes of a date are open: those of what starts on it and on the two before."""
        minutes = bytearray(1440)
        for back in range(3):
            for opening, closing in self.starting_on(date - back * DAY):
                for minute in range(opening - back * 1440, closing - back * 1440):
                    if 0 <= minute < 1440:
                        minutes[minute] = True
        return minutes

    def is_open(self, instant):
        local = (EPOCH + datetime.timedelta(seconds=instant)).astimezone(self.zone)
        return bool(self.minutes(local.date())[local.hour * 60 + local.minute])

    def next_change(self, instant):
        state = self.is_open(instant)
        first = instant - instant % 60 + 60
        later = range(first, instant + HORIZON + 1, 60)
        return next((minute for minute in later if self.is_open(minute) != state), None)


zoneinfo.reset_tzpath([sys.argv[1]])
for line in sys.stdin:
    question = json.loads(line)
    hours = Hours(question)
    print(json.dumps([[hours.is_open(i), hours.next_change(i)] for i in question["instants"]]))
