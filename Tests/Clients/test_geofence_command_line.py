"""`vicinity geofence`: what it prints and the status it exits with."""

import csv
import io
import json

import pytest

from conftest import ROOT

SAMPLE = ROOT / "Data" / "geofences.geojson"


def square(west, south, size, **members):
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature", "properties": {}, **members,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


@pytest.fixture
def fences(tmp_path):
    """Writes features to a file and gives its path."""

    def write(*features, name="fences.geojson"):
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        return path

    return write


@pytest.fixture
def zones(fences):
    hole = [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]]
    ring = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
    return fences(
        {
            "type": "Feature", "id": "ring", "properties": {"name": "With a hole"},
            "geometry": {"type": "Polygon", "coordinates": [ring, hole]},
        },
        square(5, 5, 10, id="east"),
        {
            "type": "Feature", "id": "spot", "properties": {"radius_m": 500},
            "geometry": {"type": "Point", "coordinates": [-20, -20]},
        },
    )  # fmt: skip


def test_points_as_arguments_before_or_after_the_files(run, zones):
    for arguments in (
        ["1", "1", "-20", "-20", "7", "7", "--fences", zones],
        ["--fences", zones, "1", "1", "-20", "-20", "7", "7"],
    ):
        ended = run("geofence", "check", *arguments, "--format", "ndjson")
        assert ended.returncode == 0, ended.stderr
        held = [json.loads(line)["geofences"] for line in ended.stdout.splitlines()]
        assert held == [["ring"], ["spot"], ["east", "ring"]]


def test_ndjson_has_the_id_of_the_input(run, zones):
    points = "name,Lat,LON,device_id\nx,1.50,1,7\ny,3,3,\n"
    ended = run("geofence", "check", "--fences", zones, "--format", "ndjson", stdin=points)
    assert ended.stdout.splitlines() == [
        '{"id":"7","latitude":1.50,"longitude":1,"geofences":["ring"]}',
        '{"id":null,"latitude":3,"longitude":3,"geofences":[]}',
    ]
    lines = '{"id": 7, "lat": 1.5, "lng": 1}\n\n{"id": "ü", "latitude": 3, "longitude": 3}\n'
    ended = run(
        "geofence", "check", "--fences", zones, "--points", "-", "--format", "ndjson", stdin=lines
    )
    assert ended.stdout.splitlines() == [
        '{"id":7,"latitude":1.5,"longitude":1,"geofences":["ring"]}',
        '{"id":"ü","latitude":3,"longitude":3,"geofences":[]}',
    ]


def test_every_format_says_the_same(run, zones, tmp_path):
    points = tmp_path / "points.csv"
    points.write_text("id,latitude,longitude\na,1,1\nb,7,7\nc,-50,-50\n")
    expected = {"a": ["ring"], "b": ["east", "ring"], "c": []}

    def check(form):
        ended = run("geofence", "check", "--fences", zones, "--points", points, "--format", form)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    answer = json.loads(check("json"))
    assert {point["id"]: point["geofences"] for point in answer["points"]} == expected
    assert answer["number_returned"] == 3 and answer["number_rejected"] == 0
    lines = [json.loads(line) for line in check("ndjson").splitlines()]
    assert lines == answer["points"]
    features = json.loads(check("geojson"))["features"]
    assert {f["id"]: f["properties"]["geofences"] for f in features} == expected
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [1, 1]}
    rows = csv.DictReader(io.StringIO(check("csv")))
    assert {r["id"]: [f for f in r["geofences"].split(";") if f] for r in rows} == expected
    table = check("table").splitlines()
    assert table[0].split() == ["ID", "LATITUDE", "LONGITUDE", "GEOFENCES"]
    assert [line.split(None, 3)[3] for line in table[1:]] == ["ring", "east, ring", "—"]


def test_no_point_at_all_is_an_empty_list(run, zones):
    ended = run(
        "geofence", "check", "--fences", zones, "--format", "json", stdin="id,lat,lon\n"
    )
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["points"] == []


@pytest.mark.parametrize(
    "fence, point, status",
    [
        ("ring", ["1", "1"], 0),
        ("ring", ["0", "5"], 0),  # on the border
        ("ring", ["2", "3"], 0),  # on the border of the hole
        ("ring", ["3", "3"], 1),
        ("east", ["1", "1"], 1),
        ("spot", ["-20", "-20.004"], 0),
        ("spot", ["-20", "-20.005"], 1),
        ("nowhere", ["1", "1"], 2),
    ],
)
def test_one_fence_answers_by_the_exit_status(run, zones, fence, point, status):
    ended = run("geofence", "check", *point, "--fences", zones, "--fence", fence)
    assert ended.returncode == status, ended.stderr
    if status == 2:
        assert "east, ring, spot" in ended.stderr


def test_distances_are_to_the_nearest_border(run, zones):
    arguments = ["3", "0.5", "-20", "-20", "--fences", zones, "--distance", "--format", "ndjson"]
    ended = run("geofence", "check", *arguments)
    distances = [json.loads(line)["distance_m"] for line in ended.stdout.splitlines()]
    assert distances == [pytest.approx(55_583, abs=20), 500]
    # From inside one fence, the border of another can be nearer.
    ended = run("geofence", "check", "7", "4.99", *arguments[4:])
    found = json.loads(ended.stdout)
    assert found["geofences"] == ["ring"]
    assert found["distance_m"] == pytest.approx(1_104.9, abs=1)


def test_explanations_name_the_ring_that_decided(run, zones):
    ended = run(
        "geofence", "check", "1", "1", "3", "3", "0", "5", "-20", "-20", "--fences", zones,
        "--explain", "--format", "ndjson",
    )  # fmt: skip
    found = [json.loads(line)["explanation"] for line in ended.stdout.splitlines()]
    assert [[(e["geofence"], e["location"]) for e in explanations] for explanations in found] == [
        [("ring", "inside")], [("ring", "outside")], [("ring", "border")], [("spot", "inside")],
    ]  # fmt: skip
    assert "hole" in found[1][0]["reason"]
    assert "edge 1" in found[2][0]["reason"]
    assert "500 m" in found[3][0]["reason"]


def test_bad_points_are_named_and_the_others_answered(run, zones):
    points = "id,lat,lon\na,1,1\nb,91,0\nc,x,1\nd,2\ne,1,1\n"
    ended = run("geofence", "check", "--fences", zones, "--format", "ndjson", stdin=points)
    assert ended.returncode == 1
    assert [json.loads(line)["id"] for line in ended.stdout.splitlines()] == ["a", "e"]
    for words in ["standard input:3: lat: ", ":4: lat: ", ":5: lon: ", "3 of 5 points"]:
        assert words in ended.stderr


def test_bad_fences_are_named_and_the_others_used(run, fences):
    bow_tie = square(0, 0, 1, id="bow-tie")
    bow_tie["geometry"]["coordinates"] = [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]
    unclosed = square(0, 0, 1, id="unclosed")
    unclosed["geometry"]["coordinates"][0].pop()
    path = fences(bow_tie, square(0, 0, 10, id="good"), unclosed, {"type": "Feature"})
    ended = run("geofence", "check", "5", "5", "--fences", path, "--format", "ndjson")
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["geofences"] == ["good"]
    for words in [
        "feature 1 (bow-tie), /features/0/geometry: ", "Self-intersection at longitude 1",
        "feature 3 (unclosed), /features/2/geometry/coordinates/0: ", "feature 4, ",
    ]:  # fmt: skip
        assert words in ended.stderr
    strict = run("geofence", "check", "5", "5", "--fences", path, "--strict")
    assert strict.returncode == 1 and strict.stdout == "" and "--strict" in strict.stderr
    # The answer about a good fence is yes, whatever the others are.
    assert run("geofence", "check", "5", "5", "--fences", path, "--fence", "good").returncode == 0


@pytest.mark.parametrize(
    "west, south, size, words",
    [
        (30, 120, 1, "it looks as if the two were swapped"),
        (-14_226, 6_711_542, 500, "these look like metres (EPSG:3857), so convert them to degrees"),
    ],
)
def test_fences_in_other_coordinates_are_refused_with_a_hint(
    run, fences, west, south, size, words
):
    path = fences(square(west, south, size, id="odd"))
    ended = run("geofence", "validate", path, "--format", "json")
    assert ended.returncode == 1
    (problem,) = json.loads(ended.stdout)["features"][0]["problems"]
    assert problem["code"] == "out_of_range" and words in problem["message"]
    assert problem["pointer"] == "/features/0/geometry/coordinates/0/0"
    ended = run("geofence", "check", "1", "1", "--fences", path)
    assert ended.returncode == 1 and words in ended.stderr


def test_fences_can_be_a_setting(run, zones, fences):
    ended = run("geofence", "check", "1", "1", "--format", "ndjson", VICINITY_FENCES=str(zones))
    assert json.loads(ended.stdout)["geofences"] == ["ring"]
    listed = run("geofence", "list", "--format", "csv", VICINITY_FENCES=str(zones))
    assert len(listed.stdout.splitlines()) == 4
    # What is named as an argument takes its place.
    other = fences(square(0, 0, 2, id="other"), name="other.geojson")
    ended = run(
        "geofence", "check", "1", "1", "--fences", other, "--format", "ndjson",
        VICINITY_FENCES=str(zones),
    )  # fmt: skip
    assert json.loads(ended.stdout)["geofences"] == ["other"]


def test_of_two_fences_with_one_id_the_later_counts(run, fences):
    one = fences(square(0, 0, 1, id="a"), name="one.geojson")
    two = fences(square(5, 5, 1, id="a"), name="two.geojson")
    ended = run(
        "geofence", "check", "5.5", "5.5", "0.5", "0.5", "--fences", one, two, "--format", "ndjson"
    )
    assert ended.returncode == 0
    assert "takes the place of feature 1 of" in ended.stderr
    assert [json.loads(line)["geofences"] for line in ended.stdout.splitlines()] == [["a"], []]


def test_a_fence_across_the_antimeridian_is_refused_or_cut(run, fences):
    across = square(0, 0, 1, id="across")
    across["geometry"]["coordinates"] = [[[179, 0], [-179, 0], [-179, 1], [179, 1], [179, 0]]]
    path = fences(across)
    refused = run("geofence", "check", "0.5", "0", "--fences", path)
    assert refused.returncode == 1 and refused.stdout == "" and "3.1.9" in refused.stderr
    cut = run(
        "geofence", "check", "0.5", "180", "0.5", "-179.5", "0.5", "0", "--fences", path,
        "--cut-antimeridian", "--format", "ndjson",
    )  # fmt: skip
    held = [json.loads(line)["geofences"] for line in cut.stdout.splitlines()]
    assert held == [["across"], ["across"], []]


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (["check", "1", "2"], 2, ["--fences"]),
        (["check", "1", "--fences", SAMPLE], 2, ["pairs"]),
        (["check", "91", "2", "--fences", SAMPLE], 2, ["point 1", "latitude", "91"]),
        (["check", "151.2", "-33.8", "--fences", SAMPLE], 2, ["point 1", "look swapped"]),
        (["check", "6711542", "-14226", "--fences", SAMPLE], 2, ["point 1", "EPSG:3857", "degrees"]),
        (["check", "1", "2", "51,5", "0", "--fences", SAMPLE], 2, ["point 2", "51,5"]),
        (["check", "1", "2", "--points", "x.csv", "--fences", SAMPLE], 2, ["arguments"]),
        (["check", "--fences", "-"], 2, ["standard input"]),
        (["check", "1", "2", "--fences", "no-such-file"], 3, ["no-such-file"]),
        (["check", "1", "2", "--fences", "."], 3, ["directory"]),
        (["check", "--points", "no-such-file", "--fences", SAMPLE], 3, ["no-such-file"]),
        (["check", "1", "2", "--fences", SAMPLE, "--format", "xml"], 2, ["xml"]),
        (["list"], 2, ["--fences"]),
        (["validate"], 2, ["geofences file"]),
        (["validate", SAMPLE, "--out", "x"], 2, ["--repair"]),
    ],
)
def test_mistakes_say_what_to_do(run, arguments, status, words):
    ended = run("geofence", *arguments)
    assert ended.returncode == status, ended.stderr
    assert ended.stdout == ""
    for word in words:
        assert word in ended.stderr


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "is empty"),
        (b'{"type":"FeatureCollection","features":[', "cut off"),
        (b"<kml/>", "byte 0"),
        ('{"type":"FeatureCollection"}'.encode("utf-16"), "UTF-16"),
        (b'{"type":"Topology"}', "Topology"),
        (b"[" * 1_000_000, "levels"),
    ],
    ids=["empty", "truncated", "xml", "utf-16", "topojson", "deep"],
)
def test_files_that_are_no_geojson_are_named(run, tmp_path, content, words):
    path = tmp_path / "odd.geojson"
    path.write_bytes(content)
    ended = run("geofence", "check", "1", "2", "--fences", path)
    assert ended.returncode == 3
    assert words in ended.stderr and "odd.geojson" in ended.stderr


def test_validate_says_why_and_where_and_repairs(run, fences, tmp_path):
    bow_tie = square(0, 0, 1, id="bow-tie")
    bow_tie["geometry"]["coordinates"] = [[[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]]
    unclosed = square(5, 5, 1, id="unclosed", properties={"name": "N", "floor": 3})
    unclosed["geometry"]["coordinates"][0].pop()
    path = fences(bow_tie, unclosed, square(0, 0, 1, id="good"))
    ended = run("geofence", "validate", path, "--format", "json")
    assert ended.returncode == 1
    report = json.loads(ended.stdout)
    assert [feature["valid"] for feature in report["features"]] == [False, False, True]
    assert report["valid"] == 1 and report["invalid"] == 2
    first = report["features"][0]
    assert (first["reason"], first["latitude"], first["longitude"]) == ("Self-intersection", 1, 1)
    table = run("geofence", "validate", path, "--format", "table")
    assert "1 valid, 2 invalid" in table.stdout and "not closed" in table.stdout
    out = tmp_path / "repaired.geojson"
    repaired = run("geofence", "validate", path, "--repair", "--out", out)
    assert repaired.returncode == 1
    assert run("geofence", "validate", out).returncode == 0
    features = json.loads(out.read_text())["features"]
    assert [feature["id"] for feature in features] == ["bow-tie", "unclosed", "good"]
    assert features[1]["properties"] == {"name": "N", "floor": 3}
    # The report makes room for the geometries.
    streamed = run("geofence", "validate", path, "--repair")
    assert streamed.stdout == out.read_text()
    assert json.loads(streamed.stderr)["invalid"] == 2


def test_the_sample_is_valid_and_listed(run):
    assert run("geofence", "validate", SAMPLE).returncode == 0
    table = run("geofence", "list", SAMPLE, "--format", "table")
    assert table.returncode == 0, table.stderr
    lines = table.stdout.splitlines()
    assert lines[0].split() == ["ID", "NAME", "KIND", "VERTICES", "AREA", "ACTIVE"]
    assert len(lines) == 61
    listed = json.loads(run("geofence", "list", SAMPLE, "--format", "json").stdout)
    assert listed["number_returned"] == 60
    pole = next(f for f in listed["geofences"] if f["id"] == "district-south-pole")
    assert pole["area_m2"] == pytest.approx(3.14159 * 111_690**2, rel=0.01)
    # What list writes as GeoJSON is read back as the same.
    written = run("geofence", "list", SAMPLE, "--format", "geojson").stdout
    again = run("geofence", "list", "-", "--format", "geojson", stdin=written)
    assert again.returncode == 0 and again.stdout == written
    rows = list(csv.DictReader(io.StringIO(run("geofence", "list", SAMPLE, "--format", "csv").stdout)))
    assert len(rows) == 60 and {row["kind"] for row in rows} == {"circle", "polygon"}


def test_order_is_kept_over_many_batches(run, tmp_path):
    count = 60_000
    path = tmp_path / "many.csv"
    path.write_text(
        "id,latitude,longitude\n"
        + "".join(f"p{i},{i % 90},{i % 180}\n" if i % 1_000 else f"p{i},x,0\n" for i in range(count))
    )
    ended = run(
        "geofence", "check", "--fences", SAMPLE, "--points", path, "--format", "ndjson"
    )
    assert ended.returncode == 1
    ids = [json.loads(line)["id"] for line in ended.stdout.splitlines()]
    assert ids == [f"p{i}" for i in range(count) if i % 1_000]
    assert "60 of 60000 points were rejected" in ended.stderr
    assert "and 40 problems more" in ended.stderr
