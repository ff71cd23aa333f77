"""Opening hours on the command line: what it prints and the status it exits with."""

import json
import os
import re
import shutil
import socket

import pytest

from conftest import ROOT, SAMPLE

WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SYSTEM_ZONES = os.environ.get("TZDIR") or "/usr/share/zoneinfo"
# A Friday; tzdata of no release that anyone has is older than a year then.
NOW = "2026-06-12T16:40:00Z"


@pytest.fixture
def merchants(tmp_path):
    """Writes merchants to a CSV file: id, hours, time zone, and where there is no zone, a place."""

    def write(*rows, name="merchants.csv"):
        def cell(value):
            return '"{}"'.format(value.replace('"', '""'))

        lines = ["merchant_id,name,latitude,longitude,operating_hours,metadata"]
        for number, (id, hours, zone, *place) in enumerate(rows):
            hours = "" if hours is None else hours if isinstance(hours, str) else json.dumps(hours)
            metadata = json.dumps({"timezone": zone}) if zone else ""
            latitude, longitude = place or (51.5 + number / 1e4, -0.1)
            cells = [id, f"Shop {id}", str(latitude), str(longitude), hours, metadata]
            lines.append(",".join(map(cell, cells)))
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


@pytest.fixture
def old_zones(tmp_path):
    """A folder of time zones of long ago."""
    folder = tmp_path / "zoneinfo"
    for zone in ("Etc/UTC", "Europe/London"):
        (folder / zone).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(os.path.join(SYSTEM_ZONES, zone), folder / zone)
    (folder / "tzdata.zi").write_text("# version 2019c\nZ Etc/UTC 0 - UTC\nZ Europe/London 0 - GMT\n")
    return folder


def verdicts(ended):
    return [json.loads(line) for line in ended.stdout.splitlines()]


def row(ended, name):
    return next(line for line in ended.stdout.splitlines() if line.startswith(name))


# nearby


def test_nearby_says_until_when_each_merchant_is_open(run, merchants):
    catalog = merchants(
        ["open", {"daily": "09:00-21:00"}, "Europe/London"],
        ["late", {"friday": "18:00-02:00"}, "Europe/London"],
        ["later", {"friday": "19:00-22:00"}, "Europe/London"],
        ["monday", {"monday": "09:00-17:00"}, "Europe/London"],
        ["exact", {"daily": "closed", "exceptions": {"2026-08-01": "9:00-10:00"}}, "Europe/London"],
        ["always", '"24/7"', None],
        ["never", {"daily": "closed"}, None],
        ["tokyo", {"saturday": "09:00-12:00"}, "Asia/Tokyo"],
        ["blank", None, None],
        ["bad", {"mondey": "9:00-17:00"}, None],
    )
    ended = run(
        "nearby", "51.5", "-0.1", "--catalog", catalog, "--at", NOW, "--format", "table"
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.splitlines()[0].split()[-2:] == ["CATEGORY", "HOURS"]
    for name, words in {
        "open": "open until 21:00",
        "late": "closed, opens 18:00",  # It is 17:40 in London.
        "later": "closed, opens 19:00",
        "monday": "closed, opens Mon 09:00",
        "exact": "closed, opens 2026-08-01 09:00",
        "always": "open 24/7",
        "never": "closed",
        "tokyo": "closed, opens 09:00",  # There it is Saturday, 1:40.
        "blank": "unknown",
        "bad": "unknown",
    }.items():
        assert row(ended, f"Shop {name} ").endswith(f"  {words}"), name
    assert "1 merchant has hours that can't be read and count as unknown" in ended.stderr
    assert f"vicinity hours check {catalog} lists them" in ended.stderr


def test_nearby_has_no_column_for_hours_that_nobody_knows(run, merchants):
    catalog = merchants(["a", None, None], ["b", {}, None])
    table = run("nearby", "51.5", "-0.1", "--catalog", catalog, "--format", "table").stdout
    assert "HOURS" not in table
    asked = run(
        "nearby", "51.5", "-0.1", "--catalog", catalog, "--format", "table",
        "--open-now", "--unknown-hours", "include", "--at", NOW,
    )  # fmt: skip
    assert [line.split()[-1] for line in asked.stdout.splitlines()] == ["HOURS", "unknown", "unknown"]


@pytest.mark.parametrize(
    "arguments, found",
    [
        (["--open-now", "--at", "2026-06-12T20:59:59+01:00"], "day always"),
        (["--open-now", "--at", "2026-06-12T21:00:00+01:00"], "always"),
        (["--open-at", "2026-06-12T00:30:00Z"], "tokyo always"),
        (["--open-at-local", "2026-06-12T10:00"], "day tokyo always"),
        (["--open-at-local", "2026-12-25T10:00"], "tokyo always"),
        (["--open-at-local", "2026-06-12T10:00", "--unknown-hours", "include"], "day tokyo always blank"),
        (["--open-for", "1h30m", "--at", "2026-06-12T19:30:00+01:00"], "day always"),
        (["--open-for", "PT1H30M", "--at", "2026-06-12T19:30:00+01:00"], "day always"),
        (["--open-for", "91m", "--at", "2026-06-12T19:30:00+01:00"], "always"),
        (["--open-at", "2026-06-12T18:00:00Z", "--open-for", "3h"], "always"),
        (["--at", NOW], "day tokyo always blank"),
    ],
)  # fmt: skip
def test_nearby_finds_what_is_open(run, merchants, arguments, found):
    catalog = merchants(
        ["day", {"daily": "09:00-21:00", "exceptions": {"12-25": "closed"}}, "Europe/London"],
        ["tokyo", {"daily": "09:00-17:00"}, "Asia/Tokyo"],
        ["always", '"24/7"', None],
        ["blank", None, None],
    )
    ended = run(
        "nearby", "51.5", "-0.1", "--catalog", catalog, *arguments,
        "--fields", "merchant_id", "--format", "ndjson",
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert [merchant["merchant_id"] for merchant in verdicts(ended)] == found.split()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--open-at", "2026-06-12T18:00"], ["open_at", "2026-06-12T18:00"]),
        (["--open-at-local", "2026-06-12T18:00Z"], ["open_at_local", "2026-06-12T18:00Z"]),
        (["--open-now", "--open-at", NOW], ["open_now", "open_at"]),
        (["--open-for", "30"], ["open_for", "PT30M", "30"]),
        (["--open-for", "2m1h"], ["open_for", "2m1h"]),
        (["--unknown-hours", "perhaps"], ["unknown_hours", "include", "perhaps"]),
        (["--at", "noon"], ["at", "noon"]),
    ],
)
def test_nearby_says_what_is_wrong_with_a_time(run, arguments, words):
    ended = run("nearby", "51.5", "-0.1", "--catalog", SAMPLE, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    for word in words:
        assert word in ended.stderr


# hours check


def test_check_prints_a_line_of_json_for_every_value(run):
    values = [
        '{"mon-fri":"9:00-17:00","sat":"10 AM - noon"}', '"24/7"', "", "null",
        '{"monday":{"open":"6:00","close":"6:00"}}', '{"monday":{"open":"9:00"}}', '{"monday":',
    ]  # fmt: skip
    ended = run("hours", "check", "-", stdin="\n".join(values))
    assert ended.returncode == 1
    found = verdicts(ended)
    assert [value["verdict"] for value in found] == [
        "accepted", "accepted", "unknown", "warning", "rejected", "rejected",
    ]  # fmt: skip
    assert [value["line"] for value in found] == [1, 2, 4, 5, 6, 7]
    assert [value["record"] for value in found] == [1, 2, 3, 4, 5, 6]
    nine = [{"open": "09:00", "close": "17:00"}]
    assert found[0] == {
        "record": 1, "line": 1, "merchant_id": None, "verdict": "accepted",
        "hours": dict(zip(WEEK, [nine] * 5 + [[{"open": "10:00", "close": "12:00"}], []])),
        "warnings": [], "errors": [],
    }  # fmt: skip
    assert found[2]["hours"] is None and found[2]["errors"] == []
    [warning] = found[3]["warnings"]
    assert (warning["code"], warning["path"]) == ("same_times", "$.monday")
    assert "24 hours" in warning["reading"] and warning["reading"] in warning["message"]
    assert found[3]["hours"]["monday"] == [{"open": "06:00", "close": "30:00"}]
    [error] = found[4]["errors"]
    assert error["code"] == "one_side_missing" and error["path"].startswith("$.monday")
    assert error["expected"] in error["message"] and found[4]["hours"] is None
    assert found[5]["errors"][0]["code"] == "not_json"
    assert ended.stderr == "6 values: 2 accepted, 1 with warnings, 1 unknown, 2 rejected\n"


def test_what_check_prints_is_read_as_the_same(run):
    values = (ROOT / "docs" / "hours-examples.ndjson").read_text()
    first = [value["hours"] for value in verdicts(run("hours", "check", "-", stdin=values))]
    again = run("hours", "check", "-", stdin="\n".join(json.dumps(h) for h in first if h))
    assert again.returncode == 0
    assert [value["hours"] for value in verdicts(again)] == [hours for hours in first if hours]


def examples():
    text = (ROOT / "docs" / "hours.md").read_text()
    return re.findall(r"^\| `(.*)` \| (accepted|warning|unknown|rejected) \|", text, re.MULTILINE)


def test_the_page_on_hours_is_right(run):
    shown = examples()
    assert {verdict for _, verdict in shown} == {"accepted", "warning", "unknown", "rejected"}
    ended = run("hours", "check", "-", stdin="\n".join(value for value, _ in shown))
    found = [(value["verdict"]) for value in verdicts(ended)]
    assert list(zip(shown, found)) == [(pair, pair[1]) for pair in shown]


YELP = '{"day":0,"start":"0900","end":"1700","is_overnight":false}'
GOOGLE = '{"open":{"day":1,"time":"0900"},"close":{"day":1,"time":"1700"}}'
SCHEMA = '{"@type":"OpeningHoursSpecification","dayOfWeek":"Monday","opens":"09:00","closes":"17:00"}'


@pytest.mark.parametrize(
    "text, expected",
    [
        ('{\n  "monday": "9:00-17:00",\n  "tuesday": "closed"\n}\n', ["accepted"]),
        ('{"monday":"9:00-17:00"}', ["accepted"]),
        ('\ufeff{"monday":"9:00-17:00"}', ["accepted"]),
        ("[]", ["unknown"]),
        (f"[{YELP},{YELP.replace('0', '1', 1)}]", ["accepted"]),
        (f"[\n{GOOGLE}\n]", ["accepted"]),
        (f"[{SCHEMA}]\n", ["accepted"]),
        (f"[{YELP}]\n[{YELP}]\n", ["accepted", "accepted"]),
        (f"[[{YELP}],[{SCHEMA}]]", ["accepted", "accepted"]),
        (f'[{{"periods":[{GOOGLE}]}}, null]', ["accepted", "unknown"]),
        ('["24/7", {"monday": "9-5"},\n null, [], "a \\"]\\" b"]',
         ["accepted", "rejected", "unknown", "unknown", "rejected"]),
        ('[1,,2]', ["rejected"] * 3),
        ('["24/7",]', ["accepted", "rejected"]),
        ('{"monday":"closed"}\n{"tuesday":\n{"friday":"closed"}\n', ["accepted", "rejected", "accepted"]),
        ('{"broken\n{"monday":"closed"}\n', ["rejected", "accepted"]),
        ('{"monday":\n"closed"}\n{"friday":"closed"}', ["accepted", "accepted"]),
        ('"24/7"\r\nnull\r\n', ["accepted", "unknown"]),
        ("}\n", None),
        ("[}", ["rejected"]),
    ],
)  # fmt: skip
def test_check_finds_out_what_the_values_are(run, text, expected):
    ended = run("hours", "check", "-", stdin=text)
    if expected is None:
        assert ended.returncode == 3 and "JSON" in ended.stderr
        return
    assert [value["verdict"] for value in verdicts(ended)] == expected
    assert ended.returncode == (1 if "rejected" in expected else 0), ended.stderr


def test_check_notices_a_list_that_is_cut_off(run):
    ended = run("hours", "check", "-", stdin='["24/7",{"monday":"closed"}')
    assert ended.returncode == 1
    assert [value["verdict"] for value in verdicts(ended)] == ["accepted", "accepted"]
    assert "no end" in ended.stderr


def test_check_reads_a_long_list_value_by_value(run, tmp_path):
    file = tmp_path / "hours.json"
    file.write_text(json.dumps([{"daily": "9:00-17:00"}, "24/7", {"mondey": []}] * 20_000))
    ended = run("hours", "check", file, "--only", "warnings")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("60000 values: 40000 accepted, 0 with warnings, 0 unknown, 20000 ")
    huge = '{"monday":"' + "x" * (6 << 20) + '"}\n"24/7"\n'
    ended = run("hours", "check", "-", stdin=huge)
    assert [value["verdict"] for value in verdicts(ended)] == ["rejected", "accepted"]


def test_check_reads_merchants(run, merchants):
    file = merchants(
        ["right", {"daily": "9:00-17:00"}, "europe/london"],
        ["blank", None, None],
        ["zone", {"daily": "9:00-17:00"}, "PST"],
        ["typo", {"mondey": "9:00-17:00"}, "Mars/Base"],
        ["text", "nine to five", None],
        ["after", '"24/7"', None],
    )
    for arguments, stdin in ([file], ""), (["-"], file.read_text()):
        ended = run("hours", "check", *arguments, stdin=stdin)
        assert ended.returncode == 1
        found = {value["merchant_id"]: value for value in verdicts(ended)}
        assert {id: value["verdict"] for id, value in found.items()} == {
            "right": "accepted", "blank": "unknown", "zone": "warning", "typo": "rejected",
            "text": "rejected", "after": "accepted",
        }  # fmt: skip
        assert [value["line"] for value in found.values()] == [2, 3, 4, 5, 6, 7]
        [warning] = found["zone"]["warnings"]
        assert (warning["code"], warning["value"]) == ("unknown_zone", '"PST"')
        assert found["typo"]["errors"][0]["path"] == "$.mondey"
        assert found["typo"]["warnings"][0]["value"] == '"Mars/Base"'
        assert found["text"]["errors"][0]["code"] == "not_json"
        assert found["text"]["errors"][0]["value"] == "nine to five"
        assert (
            "6 merchants: 2 accepted, 1 with warnings, 1 unknown, 2 rejected;"
            " 2 name an unknown time zone\n" in ended.stderr
        )


def test_check_reads_columns_of_days_and_counts_rows_that_are_no_merchants(run, tmp_path):
    file = tmp_path / "merchants.csv"
    file.write_text(
        "id,name,lat,lon,hours.monday,hours.sunday\n"
        "a,A,51.5,-0.1,9:00-17:00,closed\nb,B,91,0,9:00-17:00,\nc,C,51.5,-0.1,,9 to 5\n"
    )
    ended = run("hours", "check", file)
    assert ended.returncode == 1
    found = verdicts(ended)
    assert [(value["merchant_id"], value["verdict"]) for value in found] == [
        ("a", "accepted"), ("c", "rejected"),
    ]  # fmt: skip
    assert found[0]["hours"]["monday"] == [{"open": "09:00", "close": "17:00"}]
    assert found[1]["errors"][0]["path"] == "$.sunday"
    assert f"{file}:3: lat" in ended.stderr and "1 row is no merchant" in ended.stderr


def test_check_notices_that_the_column_is_missing(run, tmp_path):
    file = tmp_path / "merchants.csv"
    file.write_text("id,name,lat,lon,opening\na,A,51.5,-0.1,9-5\n")
    ended = run("hours", "check", file)
    assert ended.returncode == 0 and "no merchant has operating_hours" in ended.stderr


def test_check_shows_what_is_asked_for_in_every_format(run, tmp_path):
    file = tmp_path / "hours.ndjson"
    file.write_text('"24/7"\n{"mondey":[]}\n{"daily":{"open":"6:00","close":"6:00"}}\nnull\n')

    def check(*arguments):
        ended = run("hours", "check", file, *arguments)
        assert ended.returncode == 1
        assert ended.stderr == "4 values: 1 accepted, 1 with warnings, 1 unknown, 1 rejected\n"
        return ended.stdout

    lines = [json.loads(line) for line in check().splitlines()]
    answer = json.loads(check("--format", "json"))
    assert answer.pop("values") == lines
    assert answer == {
        "number_values": 4, "number_accepted": 1, "number_warnings": 1, "number_unknown": 1,
        "number_rejected": 1,
    }  # fmt: skip
    assert [json.loads(line) for line in check("--only", "rejected").splitlines()] == [lines[1]]
    assert [json.loads(line) for line in check("--only", "warnings").splitlines()] == [lines[2]]
    assert json.loads(check("--format", "json", "--only", "rejected"))["values"] == [lines[1]]
    both = check("--only", "rejected", "--only", "warnings").splitlines()
    assert [json.loads(line) for line in both] == lines[1:3]
    table = check("--format", "table").splitlines()
    assert [line.split()[:2] for line in table[:4]] == [
        ["LINE", "VERDICT"], ["1", "accepted"], ["2", "rejected"], ["3", "warning"],
    ]  # fmt: skip
    assert "$.mondey must be" in table[2]
    # Seven days, one line.
    assert table[4].strip().startswith("warning: ") and table[5].split()[:2] == ["4", "unknown"]
    assert not any("\x1b" in line for line in table)


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (["check", "no-such-file.json"], 3, ["no-such-file.json"]),
        (["check", "."], 3, ["directory"]),
        (["check", "-"], 3, ["standard input", "empty"]),
        (["check"], 2, ["file"]),
        (["check", "-", "--format", "geojson"], 2, ["ndjson"]),
        (["check", "-", "--only", "some"], 2, ["some", "rejected"]),
        (["show", "a", "--format", "csv"], 2, ["json"]),
        (["show", "a", "--catalog", "no-such-file.csv"], 3, ["no-such-file.csv"]),
        (["show", "a", "--catalog", SAMPLE, "--at", "2026-06-12T18:00"], 2, ["--at", "offset"]),
        (["show", "nyc-16", "--catalog", SAMPLE], 1, ["nyc-16", "nyc-000001"]),
    ],
)
def test_mistakes_say_what_to_do(run, arguments, status, words):
    ended = run("hours", *arguments)
    assert (ended.returncode, ended.stdout) == (status, ""), ended.stderr
    for word in words:
        assert word in ended.stderr


# hours show


def show(run, catalog, id, at=NOW, form="table"):
    ended = run("hours", "show", id, "--catalog", catalog, "--at", at, "--format", form)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.parametrize(
    "hours, at, now, then",
    [
        ({"daily": "09:00-21:00"}, NOW, "open until 21:00, in 3 h 20 min",
         "then closed until Sat 09:00, open until Sat 21:00"),
        ({"friday": "18:00-02:00"}, NOW, "closed, opens 18:00, in 20 min", "then open until Sat 02:00"),
        ({"friday": "18:00-02:00"}, "2026-06-12T23:00:00Z", "open until 02:00, in 2 h",
         "then closed until Fri 18:00, open until 2026-06-20 02:00"),
        ({"monday": "09:00-17:00"}, NOW, "closed, opens Mon 09:00, in 2 d 15 h",
         "then open until Mon 17:00"),
        ({"daily": "09:00-17:41"}, NOW, "open until 17:41, in 1 min",
         "then closed until Sat 09:00, open until Sat 17:41"),
        ({"daily": "closed"}, NOW, "closed", None),
        ("24/7", NOW, "open 24/7", None),
        # Clocks go back at 2:00: the hour from 1:00 comes twice.
        ({"sunday": "00:00-01:30"}, "2026-10-25T00:29:00Z", "open until 01:30, in 1 min",
         "then closed until 01:00, open until 01:30"),
    ],
)  # fmt: skip
def test_show_says_what_is_now_and_next(run, merchants, hours, at, now, then):
    lines = show(run, merchants(["a", json.dumps(hours), "Europe/London"]), "a", at).splitlines()
    assert lines[:2] == ["Shop a (a)", now]
    assert lines[2].startswith(then if then else lines[2][:4] + "2026-")


def test_show_draws_the_week_with_today_and_exceptions(run, merchants):
    hours = {
        "mon-thu": "09:00-17:00", "friday": ["09:00-12:00", "20:00-02:00"], "sunday": "24h",
        "exceptions": {"2026-06-14": "closed", "06-19": "10:00-11:00", "12-25": "closed"},
    }  # fmt: skip
    catalog = merchants(["a", hours, "Europe/London"])
    lines = show(run, catalog, "a").splitlines()
    picture = {
        line.split()[0]: (re.search("[█·]{48}", line).group(), line.rsplit("  ", 1)[1])
        for line in lines if re.search(r"^.\w{3}  .*[█·]{48}", line)
    }  # fmt: skip
    assert picture["Mon"] == ("·" * 18 + "█" * 16 + "·" * 14, "09:00–17:00")
    assert picture["▸Fri"] == (
        "·" * 18 + "█" * 6 + "·" * 16 + "█" * 8, "09:00–12:00, 20:00–02:00",
    )  # fmt: skip
    assert picture["Sat"] == ("█" * 4 + "·" * 44, "closed")
    assert picture["Sun"] == ("█" * 48, "00:00–24:00")
    ruler = next(line for line in lines if line.endswith("24"))
    column = lines[lines.index(ruler) + 1].index("·")
    assert ruler[column] == "0" and ruler[column + 18 :].startswith("9 ")
    exceptions = lines[lines.index("exceptions") + 1 :]
    assert [line.split()[:2] for line in exceptions] == [["Sun", "2026-06-14"], ["Fri", "2026-06-19"]]
    assert exceptions[0].endswith("closed") and exceptions[1].endswith("10:00–11:00")
    today = show(run, catalog, "a", "2026-06-14T10:00:00Z").splitlines()
    assert any(line.startswith("▸Sun 2026-06-14") for line in today)
    assert any("today is an exception" in line and line.startswith(" Sun") for line in today)
    assert not any("\x1b" in line for line in lines + today)


@pytest.mark.parametrize(
    "zone, place, words",
    [
        ("asia/kathmandu", (51.5, -0.1), ["in Asia/Kathmandu (UTC+05:45, from metadata.timezone)"]),
        (None, (40.71, -74.0), ["in America/New_York (UTC-04:00, by its coordinates)"]),
        ("EST", (40.71, -74.0), ["America/New_York", 'by its coordinates: metadata.timezone is "EST"']),
        (None, (0.0, -30.0), ["in Etc/GMT+2 (UTC-02:00, by its coordinates)"]),
    ],
)
def test_show_says_where_the_zone_is_from(run, merchants, zone, place, words):
    shown = show(run, merchants(["a", '"24/7"', zone, *place]), "a")
    for word in words:
        assert word in shown


@pytest.mark.parametrize(
    "hours, words",
    [
        (None, "there are no operating_hours"),
        ({}, "operating_hours say nothing"),
        ({"mondey": "9:00-17:00"}, "operating_hours can't be read: $.mondey must be"),
        ({"monday": {"open": "6:00", "close": "6:00"}}, "warning: operating_hours: $.monday"),
    ],
)
def test_show_says_why_hours_are_unknown(run, merchants, hours, words):
    shown = show(run, merchants(["a", hours, None]), "a")
    assert words in shown
    assert ("unknown" in shown.splitlines()[1]) == (not words.startswith("warning"))


def test_show_prints_the_hours_of_answers(run, merchants):
    hours = {"daily": "09:00-21:00", "exceptions": {"06-13": "22:00-02:00"}}
    catalog = merchants(["a", hours, "Europe/London"], ["b", None, None])
    for id in "ab":
        shown = json.loads(show(run, catalog, id, form="json"))
        found = run(
            "nearby", "51.5", "-0.1", "--catalog", catalog, "--at", NOW, "--fields",
            "merchant_id,hours", "--format", "ndjson",
        )  # fmt: skip
        assert {"merchant_id": id, "hours": shown} in verdicts(found)
    assert json.loads(show(run, catalog, "a", "2026-06-14T00:30:00Z", "json")) == {
        "state": "open", "open_until": "2026-06-14T02:00:00+01:00", "opens_at": None,
        "time_zone": "Europe/London", "today": [["09:00", "21:00"]], "special": False,
    }  # fmt: skip
    assert json.loads(show(run, catalog, "b", form="ndjson"))["state"] == "unknown"


# Time zones


def test_settings_show_the_time_zones(run, old_zones):
    line = row(run("settings"), "tzdata ")
    assert re.match(r"tzdata +\S+ +/", line)
    line = row(run("settings", TZDIR=str(old_zones)), "tzdata ")
    assert line.split()[1] == "2019c"
    ended = run("settings", TZDIR="/nowhere")
    assert ended.returncode == 0 and "install" in row(ended, "tzdata ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve"], ["nearby", "51.5", "-0.1"], ["hours", "show", "lon-000369"],
        ["hours", "check", SAMPLE],
    ],
)  # fmt: skip
def test_without_time_zones_it_says_what_to_install(run, arguments):
    ended = run(*arguments, VICINITY_CATALOG=str(SAMPLE), TZDIR="/nowhere")
    assert (ended.returncode, ended.stdout) == (3, "")
    assert "/nowhere" in ended.stderr and "tzdata" in ended.stderr


def test_geofences_and_hours_alone_need_no_time_zones(run):
    fences = ROOT / "Data" / "geofences.geojson"
    ended = run("geofence", "check", "51.5101", "-0.1340", "--fences", fences, TZDIR="/nowhere")
    assert ended.returncode == 0, ended.stderr
    ended = run("hours", "check", "-", stdin='"24/7"', TZDIR="/nowhere")
    assert ended.returncode == 0, ended.stderr


def test_old_time_zones_are_a_warning(run, merchants, old_zones):
    catalog = merchants(["a", '"24/7"', "Europe/London"])
    environment = {"TZDIR": str(old_zones), "VICINITY_CATALOG": str(catalog)}
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        # It says all there is to say before it finds the port taken.
        listen = "127.0.0.1:{}".format(taken.getsockname()[1])
        assert "2019c" in run("serve", "--listen", listen, **environment).stderr
    assert "2019c" not in run("nearby", "51.5", "-0.1", **environment).stderr
    assert "2019c" in run("hours", "check", catalog, **environment).stderr
    for at, isOld in ("2020-06-01T00:00:00Z", False), ("2021-01-01T00:00:00Z", True):
        ended = run("hours", "show", "a", "--at", at, **environment)
        assert ended.returncode == 0
        assert ("2019c" in ended.stderr) == isOld


def test_unknown_zones_are_counted(run, merchants):
    catalog = merchants(["a", '"24/7"', "PST"], ["b", '"24/7"', "UTC+5"], ["c", '"24/7"', None])
    ended = run("nearby", "51.5", "-0.1", "--catalog", catalog)
    assert ended.returncode == 0
    assert "2 merchants name time zones that there aren't" in ended.stderr
    shown = json.loads(ended.stdout)["merchants"]
    assert {merchant["hours"]["time_zone"] for merchant in shown} == {"Europe/London"}
