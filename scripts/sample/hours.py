"""Opening hours: a believable week, and the many shapes in which people write one down.

A week is seven lists (Monday first) of (open, close) in minutes after the day's midnight; close may
lie in the next day, up to 48 h. Each shape turns a week that suits it into a JSON value.
"""

import re

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
OSM_DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
ALL_DAY = (0, 1440)


# Weeks


def hour(random, low, high):
    """Minutes of an hour between two hours, sometimes a half or a quarter past."""
    extra = random.choices((0, 30, 15, 45), (72, 22, 3, 3))[0]
    return random.randint(low, high) * 60 + extra


def plain_week(random, style):
    """One interval a day that ends by midnight, some days closed."""
    open_low, open_high, close_low, close_high, weekend = {
        "shop": (9, 10, 17, 20, "short"),
        "office": (8, 9, 16, 17, "closed"),
        "early": (6, 7, 15, 18, "short"),
        "day": (7, 8, 16, 19, "later"),
        "grocery": (7, 8, 20, 22, "later"),
        "meals": (11, 12, 21, 22, "later"),
        "evening": (12, 14, 21, 23, "later"),
        "late": (11, 15, 22, 23, "later"),
        "gym": (5, 6, 21, 22, "short"),
        "fuel": (5, 6, 21, 23, "later"),
        "hotel": (6, 7, 21, 22, "later"),
    }[style]
    opens = hour(random, open_low, open_high)
    closes = min(hour(random, close_low, close_high), 1425)
    week = [[(opens, closes)] for _ in range(5)]
    if weekend == "closed":
        week += [[], []]
    elif weekend == "short":
        saturday = (opens, max(opens + 180, closes - 120))
        sunday = [] if random.random() < 0.6 else [(opens + 120, max(opens + 240, closes - 180))]
        week += [[saturday], sunday]
    else:
        shift = random.choice((0, 60))
        week += [[(opens + shift, closes)], [(opens + shift, max(opens + 240, closes - shift))]]
        if random.random() < 0.2:
            week[random.choice((0, 6))] = []
    if random.random() < 0.15:
        week[3] = [(opens, min(closes + 60, 1425))]
    return week


def make_week(random, style, need):
    if need == "allday":
        return [[ALL_DAY] for _ in range(7)]
    week = plain_week(random, style)
    if need == "closed" and all(week):
        week[random.choice((0, 6))] = []
    elif need == "overnight":
        opens = hour(random, 15, 18)
        closes = 1440 + hour(random, 0, 2) + 30
        week = [[(opens, closes)] for _ in range(5)]
        late = min(closes + 60, 1440 + 300)
        week[4] = [(opens, late)]
        week += [[(opens - 60, late)], [] if random.random() < 0.3 else [(opens, closes)]]
    elif need == "midnight":
        week = [[(day[0][0] if day else 720, 1440)] for day in week]
        week[0] = [] if random.random() < 0.3 else week[0]
    elif need == "split":
        noon, evening = hour(random, 13, 14), hour(random, 16, 18)
        opens = hour(random, 9, 11)
        ends = hour(random, 20, 22)
        week = [[(opens, noon), (evening, ends)] for _ in range(6)] + [[]]
        if random.random() < 0.5:
            week[5] = [(opens, noon)]
        if style == "meals":
            week = [[(720, 870), (1110, ends)] if day else [] for day in week]
    return week


# Times


def clock(minutes):
    return f"{minutes // 60 % 24}:{minutes % 60:02}"


def clock2(minutes):
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"


def clock_end(minutes):
    """Like `clock2`, but midnight at the end of a day is 24:00."""
    return "24:00" if minutes == 1440 else clock2(minutes)


def twelve(minutes, space=" ", am="AM", pm="PM"):
    half = am if minutes // 60 % 24 < 12 else pm
    return f"{(minutes // 60 - 1) % 12 + 1}:{minutes % 60:02}{space}{half}"


def each_day(week, render, closed="closed", names=DAYS):
    return {name: render(day) if day else closed for name, day in zip(names, week)}


def objects(time, first="open", last="close", closed=None, names=DAYS):
    """A shape with one object a day; closed days are left out when `closed` is None."""

    def shape(random, week):
        value = {
            name: {first: time(day[0][0]), last: time(day[0][1])} if day else closed
            for name, day in zip(names, week)
            if day or closed is not None
        }
        return value

    return shape


def with_closed(closed):
    return lambda random, week: each_day(
        week, lambda day: {"open": clock2(day[0][0]), "close": clock2(day[0][1])}, closed
    )


def all_day(value):
    return lambda random, week: {name: value for name in DAYS}


def ranges(week, dash, comma=", ", time=clock_end):
    return each_day(
        week, lambda day: comma.join(f"{time(a)}{dash}{time(b)}" for a, b in day)
    )


def short_object(day):
    return {"open": clock2(day[0]), "close": clock_end(day[1])}


def runs(week):
    """[(first day, last day, intervals)] of equal neighbouring days."""
    result = []
    for index, day in enumerate(week):
        if result and result[-1][2] == day:
            result[-1] = (result[-1][0], index, day)
        else:
            result.append((index, index, day))
    return result


def grouped(names, dash="-"):
    def shape(random, week):
        value = {}
        for first, last, day in runs(week):
            key = names[first] if first == last else f"{names[first]}{dash}{names[last]}"
            value[key] = short_object(day[0]) if day else "closed"
        return value

    return shape


def osm(random, week):
    rules = []
    for first, last, day in runs(week):
        days = OSM_DAYS[first] if first == last else f"{OSM_DAYS[first]}-{OSM_DAYS[last]}"
        times = ",".join(f"{clock2(a)}-{clock_end(b)}" for a, b in day)
        rules.append(f"{days} {times or 'off'}")
    return "; ".join(rules)


def weekdays_weekend(random, week):
    opens, closes = week[1][0] if week[1] else (540, 1080)
    day = {"open": clock2(opens), "close": clock2(closes)}
    weekend = {"open": clock2(opens + 60), "close": clock2(closes)}
    return {"weekdays": day, "weekend": random.choice((weekend, "closed"))}


def single_beats_group(random, week):
    opens, closes = week[1][0] if week[1] else (540, 1080)
    value = {"daily": {"open": clock2(opens), "close": clock2(closes)}}
    if random.random() < 0.5:
        value["sunday"] = "closed"
    else:
        value["thursday"] = {"open": clock2(opens), "close": clock2(closes + 15)}
    return value


def group_over_the_weekend(random, week):
    opens, closes = week[4][0] if week[4] else (600, 1200)
    return {
        "fri-mon": {"open": clock2(opens), "close": clock2(closes)},
        "tue-thu": {"open": clock2(opens), "close": clock2(closes - 60)},
    }


def google(random, week):
    periods = []
    for index, day in enumerate(week):
        for opens, closes in day:
            sunday_first = (index + 1) % 7
            next_day = (sunday_first + closes // 1440) % 7
            periods.append(
                {
                    "open": {"day": sunday_first, "time": clock2(opens).replace(":", "")},
                    "close": {"day": next_day, "time": clock2(closes).replace(":", "")},
                }
            )
    return {"periods": periods}


def yelp(random, week):
    return [
        {
            "day": index,
            "start": clock2(opens).replace(":", ""),
            "end": clock2(closes).replace(":", ""),
            "is_overnight": closes > 1440,
        }
        for index, day in enumerate(week)
        for opens, closes in day
    ]


def specification(prefix, closed_as_zero):
    def shape(random, week):
        result = []
        for first, last, day in runs(week):
            names = [prefix + name.capitalize() for name in DAYS[first : last + 1]]
            times = [(clock2(a), clock2(b)) for a, b in day]
            if not day and closed_as_zero:
                times = [("00:00", "00:00")]
            for opens, closes in times:
                result.append(
                    {
                        "@type": "OpeningHoursSpecification",
                        "dayOfWeek": names if len(names) > 1 else names[0],
                        "opens": opens,
                        "closes": closes,
                    }
                )
        return result

    return shape


def exceptions(member):
    def shape(random, week):
        value = objects(clock2, closed="closed")(random, week)
        dated = {"2026-12-25": "closed", "2026-12-31": {"open": "10:00", "close": "16:00"}}
        yearly = {"12-25": "closed", "01-01": "closed"}
        eve = [{"open": "9:00", "close": "12:00"}, {"open": "13:00", "close": "15:00"}]
        morning = {"12-24": eve}
        value[member] = random.choice((dated, yearly, {**yearly, **morning}, {**dated, **yearly}))
        return value

    return shape


def mixed(random, week):
    """Every day by another hand: what a form with a free field collects."""
    renders = [
        lambda day: {"open": clock(day[0][0]), "close": clock(day[0][1])},
        lambda day: f"{clock2(day[0][0])}-{clock2(day[0][1])}",
        lambda day: [[clock2(a), clock2(b)] for a, b in day],
        lambda day: [{"open": clock2(a), "close": clock2(b)} for a, b in day],
        lambda day: {"open": twelve(day[0][0]), "close": twelve(day[0][1])},
    ]
    closed = ["closed", False, [], None, {"closed": True}]
    return {
        name: random.choice(renders)(day) if day else random.choice(closed)
        for name, day in zip(DAYS, week)
    }


def overlapping(random, week):
    value = each_day(week, lambda day: [short_object(day[0])])
    opens, closes = next(day for day in week if day)[0]
    value["friday"] = [
        {"open": clock2(opens), "close": clock2(closes - 60)},
        {"open": clock2(closes - 120), "close": clock2(min(closes + 30, 1439))},
    ]
    return value


def midnight_split(random, week):
    """An evening cut in two at midnight, 23:59 and 00:00."""
    evening, night = {"open": "18:00", "close": "23:59"}, {"open": "00:00", "close": "02:00"}
    return {
        name: [evening] if name == "monday" else [night, evening] if name != "sunday" else [night]
        for name in DAYS
    }


# (name, what the week must be, weight, shape); weight 0 appears only as often as `RARE` demands.
SHAPES = [
    ("H:MM", "plain", 17, objects(clock)),
    ("HH:MM", "plain", 10, objects(clock2)),
    ("HH:MM, closed named", "closed", 8, objects(clock2, closed="closed")),
    ("HH:MM:00", "plain", 4, objects(lambda t: clock2(t) + ":00")),
    ("HHMM", "plain", 2, objects(lambda t: clock2(t).replace(":", ""))),
    ("H.MM", "plain", 2, objects(lambda t: clock(t).replace(":", "."))),
    ("12-hour", "plain", 7, objects(twelve)),
    ("12-hour lower case", "plain", 1, objects(lambda t: twelve(t, "", "am", "pm"))),
    ("12-hour dotted", "plain", 1, objects(lambda t: twelve(t, " ", "a.m.", "p.m."))),
    ("12-hour NBSP", "plain", 1, objects(lambda t: twelve(t, "\u00a0"))),
    ("12-hour U+202F", "plain", 1, objects(lambda t: twelve(t, "\u202f"))),
    ("noon and midnight", "midnight", 0,
     lambda random, week: each_day(week, lambda day: {"open": "noon", "close": "midnight"})),
    ("opens/closes", "plain", 2, objects(clock2, "opens", "closes")),
    ("start/end", "plain", 2, objects(clock2, "start", "end")),
    ("from/to", "plain", 2, objects(clock2, "from", "to")),
    ("open_time/close_time", "plain", 1, objects(clock2, "open_time", "close_time")),
    ("openTime/closeTime", "plain", 1, objects(clock2, "openTime", "closeTime")),
    ("past midnight", "overnight", 13, objects(clock)),
    ("past midnight, 12-hour", "overnight", 4, objects(twelve)),
    ("close up to 48:00", "overnight", 3, objects(lambda t: f"{t // 60}:{t % 60:02}")),
    ("close 24:00", "midnight", 8, objects(clock_end)),
    ("close 0:00", "midnight", 6, objects(clock)),
    ("close is open", "allday", 2,
     lambda random, week: {day: {"open": "6:00", "close": "6:00"} for day in DAYS}),
    ("00:00-23:59", "allday", 5, all_day({"open": "00:00", "close": "23:59"})),
    ("9:00-23:59", "midnight", 2,
     objects(lambda t: "23:59" if t == 1440 else clock(t))),
    ("23:59 then 00:00", "overnight", 0, midnight_split),
    ("list of objects", "split", 10,
     lambda random, week: each_day(week, lambda day: [short_object(i) for i in day], [])),
    ("list of pairs", "split", 3,
     lambda random, week: each_day(week, lambda day: [[clock2(a), clock2(b)] for a, b in day], [])),
    ("list of a-b", "split", 3,
     lambda random, week: each_day(
         week, lambda day: [f"{clock2(a)}-{clock2(b)}" for a, b in day], [])),
    ("a-b, c-d", "split", 8, lambda random, week: ranges(week, "-")),
    ("a–b, c–d", "split", 3, lambda random, week: ranges(week, "–")),
    ("a-b", "plain", 8, lambda random, week: ranges(week, "-")),
    ("a – b", "plain", 2, lambda random, week: ranges(week, " – ")),
    ("a – b, 12-hour", "plain", 0, lambda random, week: ranges(week, " – ", time=twelve)),
    ("overlap", "plain", 0, overlapping),
    ("UPPER keys", "plain", 1, objects(clock2, names=[d.upper() for d in DAYS])),
    ("Title keys", "plain", 3, objects(clock2, names=[d.capitalize() for d in DAYS])),
    ("three-letter keys", "plain", 4, objects(clock2, names=[d[:3] for d in DAYS])),
    ("two-letter keys", "plain", 2, objects(clock2, names=OSM_DAYS)),
    ("tues, thurs", "plain", 1,
     objects(clock2, names=["mon", "tues", "wed", "thurs", "fri", "sat", "sun"])),
    ("tues, thur", "plain", 0,
     objects(clock2, names=["Mon", "Tues", "Wed", "Thur", "Fri", "Sat", "Sun"])),
    ("schema.org keys", "plain", 1,
     objects(clock2, names=["https://schema.org/" + d.capitalize() for d in DAYS])),
    ("mon-fri", "plain", 24, grouped([d[:3] for d in DAYS])),
    ("Monday-Friday", "plain", 3, grouped([d.capitalize() for d in DAYS])),
    ("fri-mon", "plain", 0, group_over_the_weekend),
    ("weekdays, weekend", "plain", 7, weekdays_weekend),
    ("daily and a single day", "plain", 3, single_beats_group),
    ("off", "closed", 1, with_closed("off")),
    ("false", "closed", 1, with_closed(False)),
    ("[]", "closed", 1, with_closed([])),
    ("null", "closed", 2,
     lambda random, week: each_day(week, lambda day: short_object(day[0]), None)),
    ("closed: true", "closed", 3, with_closed({"closed": True})),
    ("is_open: false", "closed", 1, with_closed({"is_open": False})),
    ("times null", "closed", 1, with_closed({"open": None, "close": None})),
    ("times empty", "closed", 1, with_closed({"open": "", "close": ""})),
    ("closed beside times", "closed", 0,
     with_closed({"closed": True, "open": "10:00", "close": "16:00"})),
    ("24h", "allday", 3, all_day("24h")),
    ("Open 24 hours", "allday", 4, all_day("Open 24 hours")),
    ("allDay", "allday", 2, all_day({"allDay": True})),
    ("open24", "allday", 1, all_day({"open24": True})),
    ("is_24_hours", "allday", 1, all_day({"is_24_hours": True})),
    ("0:00-24:00", "allday", 7, objects(lambda t: "24:00" if t == 1440 else clock(t))),
    ("24/7", "allday", 26, lambda random, week: "24/7"),
    ("{}", "plain", 0, lambda random, week: {}),
    ("[] whole", "plain", 0, lambda random, week: []),
    ("seven nulls", "plain", 0, lambda random, week: {day: None for day in DAYS}),
    ("Google periods", "plain", 4, google),
    ("Google periods past midnight", "overnight", 2, google),
    ("Yelp array", "plain", 3, yelp),
    ("Yelp array past midnight", "overnight", 2, yelp),
    ("OpeningHoursSpecification", "plain", 2, specification("", False)),
    ("OpeningHoursSpecification URLs", "split", 1, specification("https://schema.org/", False)),
    ("OpeningHoursSpecification closed", "closed", 1, specification("", True)),
    ("OSM", "plain", 24, osm),
    ("OSM with a break", "split", 12, osm),
    ("OSM past midnight", "overnight", 16, osm),
    ("exceptions", "plain", 2, exceptions("exceptions")),
    ("special_hours", "plain", 2, exceptions("special_hours")),
    ("mixed", "plain", 1, mixed),
]  # fmt: skip

BY_NAME = {name: (need, shape) for name, need, _, shape in SHAPES}
BY_NEED = {}
for _name, _need, _weight, _ in SHAPES:
    if _weight:
        BY_NEED.setdefault(_need, []).append((_name, _weight))

# How a style of business is open: weights of the needs.
NEEDS = {
    "meals": {"plain": 50, "split": 22, "midnight": 10, "closed": 12, "overnight": 6},
    "late": {"overnight": 70, "midnight": 20, "plain": 10},
    "evening": {"overnight": 25, "midnight": 25, "plain": 50},
    "fuel": {"allday": 60, "plain": 35, "midnight": 5},
    "hotel": {"allday": 88, "plain": 12},
    "gym": {"plain": 80, "allday": 20},
    "grocery": {"plain": 86, "allday": 4, "midnight": 6, "closed": 4},
}
USUAL = {"plain": 80, "closed": 11, "split": 9}
SIESTA = {"plain": 45, "closed": 12, "split": 43}


def pick(random, style, siesta):
    """The name of a shape that suits a style of business."""
    needs = NEEDS.get(style, SIESTA if siesta and style in ("shop", "early", "office") else USUAL)
    need = random.choices(list(needs), list(needs.values()))[0]
    names = BY_NEED[need]
    return random.choices([n for n, _ in names], [w for _, w in names])[0]


def value(random, style, name):
    need, shape = BY_NAME[name]
    return shape(random, make_week(random, style, need))


# What `--check` looks for in the file: (name, fewest, test of the JSON text). Written apart from
# the shapes above, so that a shape which comes out wrong is missed here.


def _has(pattern):
    return re.compile(pattern).search


_TIME = r'"\d{1,2}:\d{2}"'
CHECKS = [
    ("H:MM", 500, _has(r'"open":"\d:\d\d"')),
    ("HH:MM", 500, _has(r'"open":"\d\d:\d\d"')),
    ("HH:MM:00", 5, _has(r'"\d\d:\d\d:00"')),
    ("HHMM", 5, _has(r'"open":"\d{4}"')),
    ("H.MM", 5, _has(r'"\d{1,2}\.\d\d"')),
    ("12-hour", 100, _has(r'"\d{1,2}:\d\d [AP]M"')),
    ("12-hour lower case", 5, _has(r'\d[ap]m"')),
    ("12-hour dotted", 5, _has(r'[ap]\.m\."')),
    ("12-hour NBSP", 5, _has("\u00a0[AP]M")),
    ("12-hour U+202F", 5, _has("\u202f[AP]M")),
    ("noon, midnight", 5, _has(r'"open":"noon","close":"midnight"')),
    ("opens/closes", 5, _has(r'^\{"\w+":\{"opens":"[^"]+","closes"')),
    ("start/end", 5, _has(r'\{"start":"[^"]+","end"')),
    ("from/to", 5, _has(r'\{"from":"[^"]+","to"')),
    ("open_time/close_time", 5, _has(r'"open_time":"[^"]+","close_time"')),
    ("openTime/closeTime", 5, _has(r'"openTime":"[^"]+","closeTime"')),
    ("past midnight", 100, _has(r'"open":"1\d:\d\d","close":"0?[1-5]:\d\d"')),
    ("close after 24:00", 5, _has(r'"close":"(2[5-9]|3\d|4[0-7]):\d\d"')),
    ("close 24:00", 5, _has(r'"open":"(0?[1-9]|1\d):\d\d","close":"24:00"')),
    ("close 0:00", 5, _has(r'"close":"0:00"')),
    ("close is open", 5, _has(r'"open":"([^"]+)","close":"\1"')),
    ("00:00-23:59", 5, _has(r'"open":"00:00","close":"23:59"')),
    ("9:00-23:59", 5, _has(r'"open":"(0?[1-9]|1\d):\d\d","close":"23:59"')),
    ("23:59 then 00:00", 5, _has(r'"close":"23:59"\}\],"\w+":\[\{"open":"00:00"')),
    ("list of objects", 100, _has(r':\[\{"open":[^}]+\},\{"open":')),
    ("list of pairs", 5, _has(rf":\[\[{_TIME},{_TIME}\],\[")),
    ("list of a-b", 5, _has(r':\["\d\d:\d\d-\d\d:\d\d"')),
    ("a-b, c-d", 5, _has(r':"\d\d:\d\d-\d\d:\d\d, \d\d:\d\d-\d\d:\d\d"')),
    ("a–b, c–d", 5, _has(r':"\d\d:\d\d–\d\d:\d\d, ')),
    ("a-b", 5, _has(r':"\d\d:\d\d-\d\d:\d\d"')),
    ("a – b", 5, _has(r':"\d\d:\d\d – \d\d:\d\d"')),
    ("a – b, 12-hour", 5, _has(r'M – \d')),
    ("upper-case keys", 5, _has(r'"MONDAY"|"TUESDAY"')),
    ("title keys", 5, _has(r'"Tuesday":')),
    ("three-letter keys", 5, _has(r'"tue":')),
    ("two-letter keys", 5, _has(r'"Tu":')),
    ("tues", 5, _has(r'"[Tt]ues":')),
    ("thur", 5, _has(r'"Thur":')),
    ("thurs", 5, _has(r'"thurs":')),
    ("schema.org keys", 5, _has(r'"https://schema.org/Tuesday":')),
    ("mon-fri", 5, _has(r'"mon-(tue|wed|thu|fri|sat|sun)":')),
    ("Monday-Friday", 5, _has(r'"Monday-\w+day":')),
    ("fri-mon", 5, _has(r'"fri-mon":')),
    ("weekdays, weekend", 5, _has(r'"weekdays":.*"weekend":')),
    ("daily and a day", 5, _has(r'"daily":.*"(sunday|thursday)":')),
    ("closed", 100, _has(r':"closed"')),
    ("off", 5, _has(r':"off"')),
    ("false", 5, _has(r'day":false')),
    ("[]", 5, _has(r'day":\[\]')),
    ("null day", 5, _has(r'\{.*"open".*day":null')),
    ("closed: true", 5, _has(r'\{"closed":true\}')),
    ("is_open: false", 5, _has(r'\{"is_open":false\}')),
    ("times null", 5, _has(r'\{"open":null,"close":null\}')),
    ("times empty", 5, _has(r'\{"open":"","close":""\}')),
    ("closed beside times", 5, _has(r'\{"closed":true,"open":')),
    ("24h", 5, _has(r':"24h"')),
    ("Open 24 hours", 5, _has(r':"Open 24 hours"')),
    ("allDay", 5, _has(r'"allDay":true')),
    ("open24", 5, _has(r'"open24":true')),
    ("is_24_hours", 5, _has(r'"is_24_hours":true')),
    ("0:00-24:00", 5, _has(r'"open":"0:00","close":"24:00"')),
    ("24/7", 5, _has(r'^"24/7"$')),
    ("empty cell", 300, _has(r"^$")),
    ("{}", 5, _has(r"^\{\}$")),
    ("whole []", 5, _has(r"^\[\]$")),
    ("seven nulls", 5, _has(r'^\{("\w+":null,?){7}\}$')),
    ("Google periods", 5, _has(r'^\{"periods":\[')),
    ("Google past midnight", 5, _has(r'"periods".*"close":\{"day":\d,"time":"0[0-5]')),
    ("Yelp array", 5, _has(r'^\[\{"day":\d,"start":')),
    ("Yelp past midnight", 5, _has(r'"is_overnight":true')),
    ("OpeningHoursSpecification", 5, _has(r'"@type":"OpeningHoursSpecification"')),
    ("specification with URLs", 5, _has(r'"dayOfWeek":\[?"https://schema.org/')),
    ("specification closed", 5, _has(r'"opens":"00:00","closes":"00:00"')),
    ("OSM", 5, _has(r'^"Mo.* \d\d:\d\d-')),
    ("OSM off", 5, _has(r'^"Mo.* off')),
    ("OSM with a break", 5, _has(r'^"Mo.*\d,\d')),
    ("exceptions, dated", 5, _has(r'"exceptions":\{"2026-')),
    ("exceptions, yearly", 5, _has(r'"exceptions":\{.*"12-25"')),
    ("special_hours, dated", 5, _has(r'"special_hours":\{"2026-')),
    ("special_hours, yearly", 5, _has(r'"special_hours":\{.*"12-25"')),
    ("overlap", 5, _has(r'"friday":\[\{"open":"\d\d:\d\d","close":"\d\d:\d\d"\},')),
]  # fmt: skip
