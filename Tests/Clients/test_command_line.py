"""The command line: what it prints and the status it exits with."""

import json
import socket

import pytest

from conftest import SAMPLE

HEADER = "merchant_id,name,latitude,longitude\n"


def test_nearby_prints_a_table_and_json(run):
    table = run("nearby", "51.5101", "-0.1340", "--catalog", SAMPLE, "--format", "table")
    assert table.returncode == 0, table.stderr
    lines = table.stdout.splitlines()
    assert lines[0].split() == ["NAME", "DISTANCE", "RATING", "CATEGORY", "HOURS"]
    assert len(lines) == 22
    found = run("nearby", "51.5101", "-0.1340", "--catalog", SAMPLE, "--radius", "0.5mi")
    merchants = json.loads(found.stdout)["merchants"]
    assert merchants and all(merchant["distance_m"] <= 804.672 for merchant in merchants)


def test_nearby_takes_negative_latitudes_and_every_filter(run):
    found = run(
        "nearby", "-33.8688", "151.2093", "--catalog", SAMPLE, "--category", "Services",
        "--category", "2", "--min-rating", "4", "--sort", "rating", "--limit", "5", "--count",
        "--format", "json",
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    answer = json.loads(found.stdout)
    assert {merchant["category"]["id"] for merchant in answer["merchants"]} <= {2, 8}
    assert all(merchant["rating"] >= 4 for merchant in answer["merchants"])
    assert answer["number_matched"] >= len(answer["merchants"]) == 5


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (["nearby", "91", "0"], 2, ["lat", "-90", "91"]),
        (["nearby", "151.2", "-33.8"], 2, ["swapped"]),
        (["nearby", "1", "2", "--limit", "0"], 2, ["limit", "100"]),
        (["nearby", "1", "2", "--radius", "5parsecs"], 2, ["radius", "5parsecs"]),
        (["nearby", "1", "2", "--category", "Shops"], 2, ["Shops", "Services"]),
        (["nearby", "1"], 2, ["longitude"]),
        (["nearby", "1", "2", "--catalog", "no-such-file.csv"], 3, ["no-such-file.csv"]),
        (["nearby", "1", "2", "--catalog", "."], 3, ["directory"]),
        (["serve", "--listen", "nowhere"], 2, ["nowhere", "HOST:PORT"]),
        (["frobnicate"], 2, ["frobnicate"]),
    ],
)
def test_mistakes_say_what_to_do(run, arguments, status, words):
    ended = run(*arguments, VICINITY_CATALOG=str(SAMPLE))
    assert ended.returncode == status, ended.stderr
    assert ended.stdout == ""
    for word in words:
        assert word in ended.stderr


@pytest.mark.parametrize(
    "content, status, words",
    [
        ("", 3, ["empty"]),
        ("merchant_id,name,x,y\n1,a,2,3\n", 3, ["latitude", "x, y"]),
        ("PK\x03\x04stuff", 3, ["zip"]),
        (HEADER + "1,a,north,3\n2,b,4,200\n", 1, [":2: latitude", ":3: longitude", "all 2 rows"]),
        (HEADER + "1,a,51.5,-0.1\n2,b,4,200\n", 1, [":3: longitude"]),
        (HEADER + "1,a,51.5,-0.1\n", 0, []),
    ],
)
def test_bad_files_and_rows(run, tmp_path, content, status, words):
    file = tmp_path / "merchants.csv"
    file.write_text(content)
    ended = run("nearby", "51.5", "-0.1", "--catalog", file)
    assert ended.returncode == status, ended.stderr
    for word in words:
        assert word in ended.stderr


def test_standard_input_is_a_catalogue(run):
    ended = run("nearby", "51.5", "-0.1", "--catalog", "-", stdin=HEADER + "1,a,51.5,-0.1\n")
    assert json.loads(ended.stdout)["merchants"][0]["merchant_id"] == "1"


def test_a_taken_port_is_named(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("serve", "--catalog", SAMPLE, "--listen", f"127.0.0.1:{port}")
    assert ended.returncode == 3
    assert str(port) in ended.stderr


def test_settings_show_where_they_come_from(run, tmp_path):
    file = tmp_path / "settings.json"
    file.write_text('{"listen": "127.0.0.1:9", "log-level": "debug", "cursor-secret": "hidden"}')
    shown = run("settings", "--settings", file, VICINITY_LISTEN="127.0.0.1:7").stdout
    assert "127.0.0.1:7" in shown and "VICINITY_LISTEN" in shown
    assert "debug" in shown and "hidden" not in shown
    shown = run("settings", VICINITY_FENCES="zones.geojson").stdout
    line = next(line for line in shown.splitlines() if line.startswith("fences "))
    assert line.split()[:3] == ["fences", "zones.geojson", "VICINITY_FENCES"]
