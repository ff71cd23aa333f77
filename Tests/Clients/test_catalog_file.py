"""Catalogue files on the command line and served, beside the CSV that they were made of."""

import csv
import fcntl
import json
import os
import pathlib
import re
import resource
import shutil
import struct
import subprocess
import tempfile
import time

import pytest
import requests
import xxhash

from conftest import BINARY, ROOT, SAMPLE, Service

PLACE = ("51.5101", "-0.1340")
MERCHANTS = SAMPLE
FENCES = ROOT / "Data" / "geofences.geojson"


AFFINITIES = ROOT / "Data" / "affinities.csv"
AT = "2026-11-24T17:40:00Z"


def vicinity(*arguments, prepare=None, user=None, **environment):
    return subprocess.run(
        [BINARY, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        preexec_fn=prepare,
        user=user,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalog") / "merchants.vicinity"
    result = vicinity("catalog", "build", MERCHANTS, "--fences", FENCES, "--out", path)
    assert result.returncode == 0, result.stderr
    assert "merchants, " in result.stderr and " and 0 affinities" in result.stderr
    return path


def test_answers_as_the_files_it_was_made_of(built):
    for options in (
        ["--limit", "50"],
        ["--query", "coffee", "--radius", "3km"],
        ["--open-at", "2026-11-24T17:40:00Z", "--format", "csv"],
        ["--sort", "score", "--explain", "--at", "2026-11-24T17:40:00Z"],
        ["--sort", "name", "--category", "Grocery & Food", "--format", "geojson"],
    ):
        if "--at" not in options:
            options = [*options, "--at", "2026-11-24T17:40:00Z"]
        answers = [
            vicinity("nearby", *PLACE, "--catalog", catalog, *options)
            for catalog in (MERCHANTS, built)
        ]
        assert answers[0].stdout and answers[0].returncode == 0
        # Each build has a version of its own, by which pages and tags tell catalogues apart.
        assert without_version(answers[1].stdout) == without_version(answers[0].stdout), options


def without_version(text):
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    for name in ("catalog_version", "cursor", "next"):
        answer.pop(name, None)
    return answer


def test_brings_its_geofences_unless_others_are_given(built, tmp_path):
    fence = json.loads(FENCES.read_text())["features"][0]
    zone = fence.get("id") or fence["properties"]["zone_id"]
    found = vicinity("nearby", "--within", zone, "--catalog", built)
    assert found.returncode in (0, 1) and "no geofence" not in found.stderr
    other = tmp_path / "other.geojson"
    other.write_text('{"type":"FeatureCollection","features":[]}')
    found = vicinity("nearby", "--within", zone, "--catalog", built, "--fences", other)
    assert found.returncode == 2 or "no " in found.stderr


def test_inspect_says_what_is_in_it(built):
    facts = json.loads(vicinity("catalog", "inspect", built, "--format", "json").stdout)
    assert facts["bytes"] == built.stat().st_size
    assert facts["merchants"] > 0 and facts["geofences"] > 0
    assert facts["source"] == f"{MERCHANTS}, {FENCES}"
    assert {section["name"] for section in facts["sections"]} >= {"facts", "index", "records"}


def test_is_laid_out_as_documented(built):
    """A reader of the format as docs/catalog-file.md has it, with an XXH64 that is not ours."""
    data = built.read_bytes()
    assert data[:8] == b"VICINITY"
    mark, version, length, count = struct.unpack_from("=IIQI", data, 8)
    assert (mark, version, length) == (0x01020304, 2, len(data))
    table_sum, header_sum = struct.unpack_from("=QQ", data, 32)
    assert header_sum == xxhash.xxh64(data[:40]).intdigest()
    table = data[64 : 64 + 64 * count]
    assert table_sum == xxhash.xxh64(table).intdigest()
    sections = {}
    for position in range(count):
        entry = table[64 * position : 64 * position + 64]
        offset, size, stride, checksum = struct.unpack_from("=QQQQ", entry, 24)
        body = data[offset : offset + size]
        assert offset % 64 == 0 and len(body) == size and size % stride == 0
        assert checksum == xxhash.xxh64(body).intdigest()
        sections[entry[:24].rstrip(b"\0").decode()] = body
    ends = struct.unpack(f"={len(sections['ids.ends']) // 4}I", sections["ids.ends"])
    ids = [
        sections["ids.bytes"][start:end].decode() for start, end in zip((0, *ends), ends)
    ]
    assert ids == sorted(ids) and "lon-000368" in ids


def test_verify_names_the_section_that_is_damaged(built, tmp_path):
    assert vicinity("catalog", "verify", built).returncode == 0
    data = bytearray(built.read_bytes())
    data[-200] ^= 1
    damaged = tmp_path / "damaged.vicinity"
    damaged.write_bytes(data)
    result = vicinity("catalog", "verify", damaged)
    assert result.returncode == 1 and "the section merchants.records is damaged" in result.stderr


def of_version(version, data):
    """The file with another version in its header, and the header's checksum right."""
    header = data[:12] + struct.pack("=I", version) + data[16:40]
    return header + struct.pack("=Q", xxhash.xxh64(header).intdigest()) + data[48:]


@pytest.mark.parametrize("change, reason", [
    (lambda data: data[:-1], "cut off"),
    (lambda data: data[:100], "cut off"),
    (lambda data: b"VICINITY" + bytes(300), "damaged"),
    (lambda data: data[:12] + b"\x63" + data[13:], "damaged"),
    (lambda data: of_version(1, data), "of version 1 of the format, and this program reads version 2"),
    (lambda data: of_version(3, data), "of version 3 of the format, and this program reads version 2"),
    (lambda data: data[:8] + data[11:7:-1] + data[12:], "another order of bytes"),
])
def test_a_file_that_is_wrong_is_refused_with_the_reason(built, tmp_path, change, reason):
    path = tmp_path / "wrong.vicinity"
    path.write_bytes(change(built.read_bytes()))
    for command in (
        ["nearby", *PLACE, "--catalog", path],
        ["catalog", "verify", path],
        ["serve", "--catalog", path, "--listen", "127.0.0.1:0"],
    ):
        result = vicinity(*command)
        assert result.returncode == 3 and reason in result.stderr, result.stderr
        assert str(path) in result.stderr


def test_does_not_go_with_other_merchants_files(built):
    result = vicinity("nearby", *PLACE, "--catalog", built, MERCHANTS)
    assert result.returncode == 2 and "catalog build" in result.stderr


def test_a_folder_that_is_not_there_or_not_writable_is_named(few, tmp_path):
    for out in (tmp_path / "no" / "such.vicinity", "/proc/merchants.vicinity"):
        result = vicinity("catalog", "build", few, "--out", out)
        assert result.returncode == 3 and str(out) in result.stderr


def test_a_full_disk_leaves_the_old_file(built, few, tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    before = built.read_bytes()
    # What is written goes to the name with .writing behind it: here a device that is always full.
    target = tmp_path / "merchants.vicinity"
    target.write_bytes(before)
    os.symlink("/dev/full", f"{target}.writing")
    result = vicinity("catalog", "build", few, "--out", target)
    assert result.returncode == 3 and str(target) in result.stderr
    assert target.read_bytes() == before


def test_serves_it(built):
    service = Service("--catalog", str(built))
    assert service.url, "".join(service.said)
    answer = requests.get(
        f"{service.url}/v1/merchants/nearby", params={"lat": PLACE[0], "lon": PLACE[1]}, timeout=10
    )
    assert answer.status_code == 200 and answer.json()["merchants"]
    assert requests.get(f"{service.url}/readyz", timeout=10).status_code == 200
    assert service.stop() == 0


def test_building_over_a_served_file_leaves_the_server_with_the_old_one(built, few, tmp_path):
    served = tmp_path / "served.vicinity"
    served.write_bytes(built.read_bytes())
    service = Service("--catalog", str(served))
    assert service.url, "".join(service.said)
    url = f"{service.url}/v1/merchants/nearby?lat={PLACE[0]}&lon={PLACE[1]}&at={AT}"
    before = requests.get(url, timeout=10).json()
    assert vicinity("catalog", "build", few, "--out", served).returncode == 0
    assert requests.get(url, timeout=10).json() == before
    assert service.stop() == 0


@pytest.fixture(scope="module")
def some(tmp_path_factory):
    """A tenth of the sample's merchants, and all that somebody likes."""
    with open(AFFINITIES, newline="") as file:
        liked = {row["merchant_id"] for row in csv.DictReader(file)}
    with open(MERCHANTS, newline="") as file:
        rows = [row for number, row in enumerate(csv.DictReader(file))
                if number % 10 == 0 or row["merchant_id"] in {*liked, "lon-000368"}]
    path = tmp_path_factory.mktemp("some") / "merchants.csv"
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path, next(row["merchant_id"] for row in rows if row["is_active"] == "false")


@pytest.fixture(scope="module")
def few(tmp_path_factory):
    """Merchants that are read at once."""
    path = tmp_path_factory.mktemp("few") / "few.csv"
    path.write_text("merchant_id,name,latitude,longitude\na,A,1,2\n")
    return path


# Geofences and hours of a catalogue file.


def test_geofence_commands_take_its_geofences(built, tmp_path):
    listed = vicinity("geofence", "list", FENCES, "--format", "ndjson")
    assert vicinity("geofence", "list", built, "--format", "ndjson").stdout == listed.stdout != ""
    for command in (
        ["geofence", "check", *PLACE, "51.5", "-0.11", "--explain", "--distance", "--fences"],
        ["geofence", "list", "--format", "geojson"],
    ):
        expected, found = (vicinity(*command, fences) for fences in (FENCES, built))
        assert expected.returncode == found.returncode == 0, found.stderr
        assert found.stdout == expected.stdout != "", command
    mended = [
        json.loads(vicinity("geofence", "validate", "--repair", fences).stdout)["features"]
        for fences in (FENCES, built)
    ]
    assert sorted(mended[0], key=lambda fence: fence["id"]) == mended[1]
    report = json.loads(vicinity("geofence", "validate", built, "--format", "json").stdout)
    assert report["valid"] == len(listed.stdout.splitlines()) and report["invalid"] == 0
    assert {feature["file"] for feature in report["features"]} == {str(built)}


def test_its_geofences_need_no_time_zones(built):
    result = vicinity("geofence", "list", built, TZDIR="/nowhere")
    assert result.returncode == 0 and result.stdout


@pytest.mark.parametrize("command", [["list"], ["validate"], ["check", *PLACE, "--fences"]])
def test_its_geofences_do_not_go_with_those_of_other_files(built, command):
    result = vicinity("geofence", *command, built, FENCES)
    assert result.returncode == 2 and result.stdout == ""
    assert str(built) in result.stderr and "geofence list --format geojson" in result.stderr


def test_its_geofences_go_with_the_merchants_of_a_csv(built):
    zone = json.loads(vicinity("geofence", "list", built, "--format", "json").stdout)
    zone = zone["geofences"][0]["id"]
    answers = [
        vicinity("nearby", "--within", zone, "--catalog", MERCHANTS, "--fences", fences,
                 "--at", "2026-11-24T17:40:00Z")
        for fences in (FENCES, built)
    ]
    assert answers[1].stdout == answers[0].stdout != "" and answers[1].returncode == 0


def test_a_bit_that_is_wrong_in_its_geofences_is_told(built, tmp_path):
    data = bytearray(built.read_bytes())
    offset, size = sections_of(data)["fences"]
    data[offset + size // 2] ^= 1
    damaged = tmp_path / "damaged.vicinity"
    damaged.write_bytes(data)
    result = vicinity("geofence", "list", damaged)
    assert result.returncode == 3 and "the section fences is damaged" in result.stderr


def sections_of(data):
    """Where each section of a file begins, and how many bytes it has."""
    (count,) = struct.unpack_from("=I", data, 24)
    entries = [data[64 * number : 64 * number + 64] for number in range(1, count + 1)]
    return {
        entry[:24].rstrip(b"\0").decode(): struct.unpack_from("=QQ", entry, 24)
        for entry in entries
    }


HOURS = '''merchant_id,name,latitude,longitude,operating_hours,metadata
b,B,51.5,-0.1,"{""monday"": {""open"": ""9:00"", ""close"": ""21:00""}}",
d,D,51.5,-0.1,"""mondey""",
a,A,51.5,-0.1,,"{""timezone"": ""Mars/Olympus""}"
c,C,51.5,-0.1,"{""mon-fri"": ""9:00-17:00""}","{""timezone"": ""Europe/London""}"
'''


def test_hours_check_says_of_its_merchants_what_it_says_of_the_csv(tmp_path):
    csv = tmp_path / "hours.csv"
    csv.write_text(HOURS)
    path = tmp_path / "hours.vicinity"
    assert vicinity("catalog", "build", csv, "--out", path).returncode == 0

    def verdicts(file):
        result = vicinity("hours", "check", file)
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        return result, {line.pop("merchant_id"): line for line in lines}

    (expected, of_csv), (found, of_catalog) = verdicts(csv), verdicts(path)
    assert found.returncode == expected.returncode == 1
    assert found.stderr == expected.stderr
    # The merchants have their ids' order, and no lines.
    assert list(of_catalog) == ["a", "b", "c", "d"]
    assert [line.pop("record") for line in of_catalog.values()] == [1, 2, 3, 4]
    assert {line.pop("line") for line in of_catalog.values()} == {None}
    for line in of_csv.values():
        del line["record"], line["line"]
    assert of_catalog == of_csv
    assert of_catalog["d"]["verdict"] == "rejected"
    assert of_catalog["a"]["warnings"][0]["code"] == "unknown_zone"
    table = vicinity("hours", "check", path, "--only", "rejected", "--format", "table").stdout
    assert table.splitlines()[0].split() == ["#", "MERCHANT_ID", "VERDICT", "HOURS"]
    assert table.splitlines()[1].split()[:3] == ["4", "d", "rejected"]


def test_hours_check_agrees_on_the_sample(some, tmp_path):
    merchants, _ = some
    path = tmp_path / "some.vicinity"
    assert vicinity("catalog", "build", merchants, "--out", path).returncode == 0

    def verdicts(file):
        result = vicinity("hours", "check", file)
        lines = (json.loads(line) for line in result.stdout.splitlines())
        return result.stderr, {
            line["merchant_id"]: {**line, "line": None, "record": None} for line in lines
        }

    (_, of_csv), (said, of_catalog) = verdicts(merchants), verdicts(path)
    facts = json.loads(vicinity("catalog", "inspect", path, "--format", "json").stdout)
    assert len(of_catalog) == facts["merchants"] == len(of_csv) - facts["inactive"]
    assert f"; {facts['inactive']} inactive ones are left out" in said
    assert of_catalog == {id: of_csv[id] for id in of_catalog}


def test_hours_show_takes_it(built):
    answers = [
        vicinity("hours", "show", "lon-000368", "--catalog", catalog, "--at", "2026-11-24T17:40:00Z")
        for catalog in (MERCHANTS, built)
    ]
    assert answers[1].stdout == answers[0].stdout != ""


# Users' affinities in a catalogue file.


@pytest.fixture(scope="module")
def liked(some, tmp_path_factory):
    """A catalogue file with affinities, also for a merchant that is inactive, and their CSV."""
    merchants, inactive = some
    folder = tmp_path_factory.mktemp("liked")
    rows = folder / "affinities.csv"
    rows.write_text(AFFINITIES.read_text().rstrip("\n") + f"\nana,{inactive},0.5,\n")
    path = folder / "merchants.vicinity"
    result = vicinity("catalog", "build", merchants, "--affinities", rows, "--out", path)
    assert result.returncode == 0, result.stderr
    return path, rows


def test_its_affinities_count_as_those_of_the_csv(some, liked, tmp_path):
    (merchants, _), (path, rows) = some, liked
    ranking = tmp_path / "ranking.json"
    ranking.write_text('{"weights": {"affinity": 0.8, "distance": 0.2}}')
    for command in (
        ["nearby", *PLACE, "--user", "ana", "--limit", "30", "--explain", "--at", AT],
        ["nearby", "60.1699", "24.9384", "--user", "ben", "--limit", "30", "--at", AT],
        ["why-not", "lon-000368", *PLACE, "--user", "ana", "--limit", "1", "--at", AT],
        ["rank", "diff", "--weights", ranking, "--at", AT, "--count", "30", "--format", "json"],
    ):
        expected = vicinity(*command, "--catalog", merchants, "--affinities", rows)
        found = vicinity(*command, "--catalog", path)
        given = vicinity(*command, "--catalog", path, "--affinities", rows)
        also = vicinity(*command, "--catalog", merchants, "--affinities", path)
        assert expected.stdout and "rejected" not in expected.stderr
        for result in (found, given, also):
            assert result.returncode == expected.returncode, result.stderr
            assert result.stderr == expected.stderr
            assert without_version(result.stdout) == without_version(expected.stdout), command


def test_other_affinities_take_the_place_of_its_own(liked, tmp_path):
    path, _ = liked
    others = tmp_path / "others.csv"
    others.write_text("user_id,merchant_id,affinity_score\nzoe,lon-000368,1\n")
    options = ["nearby", *PLACE, "--at", AT, "--catalog", path]
    assert "nothing of the user zoe" in vicinity(*options, "--user", "zoe").stderr
    assert vicinity(*options, "--user", "zoe", "--affinities", others).stderr == ""
    assert "nothing of the user ana" in vicinity(
        *options, "--user", "ana", VICINITY_AFFINITIES=str(others)
    ).stderr


def test_a_catalogue_made_of_one_keeps_its_affinities_and_geofences(liked, built, tmp_path):
    path, rows = liked

    def counts(file):
        facts = json.loads(vicinity("catalog", "inspect", file, "--format", "json").stdout)
        return [facts[name] for name in ("affinities", "affinity_users", "geofences", "inactive")]

    pairs = rows.read_text().splitlines()[1:]
    assert counts(path)[:2] == [len(pairs), len({pair.split(",")[0] for pair in pairs})]
    again = tmp_path / "again.vicinity"
    assert vicinity("catalog", "build", path, "--out", again).returncode == 0
    assert counts(again) == counts(path)
    both = tmp_path / "both.vicinity"
    made = vicinity("catalog", "build", built, "--affinities", rows, "--out", both)
    assert made.returncode == 0, made.stderr
    assert counts(both) == counts(path)[:2] + counts(built)[2:]


def test_bad_rows_of_affinities_are_told_and_left_out(some, tmp_path):
    merchants, _ = some
    bad = tmp_path / "bad.csv"
    bad.write_text("user_id,merchant_id,affinity_score\nana,nobody,1\nana,lon-000368,1\n")
    out = tmp_path / "merchants.vicinity"
    result = vicinity("catalog", "build", merchants, "--affinities", bad, "--out", out)
    assert result.returncode == 1 and "nobody" in result.stderr
    assert " and 1 affinities" in result.stderr and out.exists()


def test_a_file_without_affinities_is_none_of_affinities(built):
    result = vicinity("nearby", *PLACE, "--user", "ana", "--catalog", built, "--affinities", built)
    assert result.returncode == 3 and f"{built}: has no affinities" in result.stderr


def test_serves_its_affinities(some, liked):
    service = Service("--catalog", str(liked[0]))
    assert service.url, "".join(service.said)
    assert any("affinities of" in line for line in service.said)
    params = {"lat": PLACE[0], "lon": PLACE[1], "user": "ana", "limit": 50, "at": AT}
    url = f"{service.url}/v1/merchants/nearby"
    answer = requests.get(url, params=params, timeout=10).json()
    printed = vicinity(
        "nearby", *PLACE, "--user", "ana", "--limit", "50", "--at", AT, "--catalog", some[0],
        "--affinities", liked[1], "--format", "json",
    )
    ids = [merchant["merchant_id"] for merchant in json.loads(printed.stdout)["merchants"]]
    assert [merchant["merchant_id"] for merchant in answer["merchants"]] == ids
    assert service.stop() == 0


# Damage that shows while the file is served.


def said_until(service, pattern):
    """What the service says up to a line that matches."""
    said = []
    for line in service.process.stderr:
        said.append(line)
        if re.search(pattern, line):
            return said
    raise AssertionError("".join(said))


def test_a_whole_file_is_said_to_be_whole_while_it_is_served(built):
    service = Service("--catalog", str(built))
    assert service.url, "".join(service.said)
    line = said_until(service, "is whole")[-1]
    assert " info " in line and str(built) in line
    assert requests.get(f"{service.url}/readyz", timeout=10).status_code == 200
    assert service.stop() == 0


@pytest.mark.parametrize("section", ["records", "merchants.ratings", "words.postings"])
def test_a_damaged_file_is_withdrawn_while_it_is_served(built, tmp_path, section):
    data = bytearray(built.read_bytes())
    offset, size = sections_of(data)[section]
    data[offset + size // 2] ^= 4
    damaged = tmp_path / "damaged.vicinity"
    damaged.write_bytes(data)
    service = Service("--catalog", str(damaged))
    assert service.url, "".join(service.said)
    line = said_until(service, "is damaged")[-1]
    assert " error " in line and f"{damaged}: the section {section} is damaged" in line
    assert "start the service again" in line
    # The catalogue is withdrawn before the line is written.
    for path in ("/readyz", "/v1/merchants/nearby?lat=51.5&lon=-0.1", "/v1/merchants/lon-000368",
                 "/v1/categories", "/v1/geofences"):
        answer = requests.get(f"{service.url}{path}", timeout=10)
        assert answer.status_code == 503, path
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "/problems/not-ready"
        assert str(tmp_path) not in answer.text
    ready = requests.get(f"{service.url}/readyz", timeout=10)
    assert "withdrawn: its file is damaged" in ready.json()["detail"]
    assert "Retry-After" not in ready.headers
    assert requests.get(f"{service.url}/healthz", timeout=10).status_code == 200
    assert service.stop() == 0


# Writing where that can't be done.


@pytest.fixture
def target(built, tmp_path):
    """A catalogue file that is to be written anew, and what there was in it."""
    path = tmp_path / "merchants.vicinity"
    shutil.copyfile(built, path)
    return path


def refused(result, path, reason, status=3):
    """Whether a command ended with one line on why, of which the file is a part."""
    lines = [line for line in result.stderr.splitlines() if line.startswith("vicinity: ")]
    assert result.returncode == status and len(lines) == 1, result.stderr
    assert result.stderr.splitlines()[-1] == lines[0]
    assert str(path) in lines[0] and reason in lines[0], lines[0]
    return True


def test_what_there_is_no_room_for_leaves_the_old_file(few, target, built):
    def limit():
        # Python ignores the signal, and gives it back to its children.
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, 1_000))

    result = vicinity("catalog", "build", few, "--out", target, prepare=limit)
    assert refused(result, target, "can't write it: File too large")
    assert target.read_bytes() == built.read_bytes()
    assert os.listdir(target.parent) == [target.name]


def test_of_two_writers_the_second_is_refused(few, target, built):
    with open(f"{target}.writing", "w") as draft:
        fcntl.flock(draft, fcntl.LOCK_EX)
        result = vicinity("catalog", "build", few, "--out", target)
        assert refused(result, target, "another process is writing it")
        assert target.read_bytes() == built.read_bytes()
    # What a writer left that is no more is in nobody's way.
    assert vicinity("catalog", "build", few, "--out", target).returncode == 0
    assert os.listdir(target.parent) == [target.name]


def test_many_writers_leave_one_whole_file(few, target):
    writers = [
        subprocess.Popen(
            [BINARY, "catalog", "build", few, "--out", target], stderr=subprocess.PIPE, text=True
        )
        for _ in range(6)
    ]
    ends = [(writer.communicate(timeout=120)[1], writer.returncode) for writer in writers]
    assert 0 in [code for _, code in ends]
    for said, code in ends:
        assert code == 0 or code == 3 and "another process is writing it" in said
    assert vicinity("catalog", "verify", target).returncode == 0
    assert os.listdir(target.parent) == [target.name]


def test_a_folder_that_may_only_be_read_keeps_the_old_file(built):
    # Root may write anywhere, so the command runs as somebody else in a folder that all can read.
    folder = pathlib.Path(tempfile.mkdtemp())
    try:
        path = folder / "merchants.vicinity"
        shutil.copyfile(built, path)
        merchants = folder / "few.csv"
        merchants.write_text("merchant_id,name,latitude,longitude\na,A,1,2\n")
        folder.chmod(0o555)
        user = 65534 if os.geteuid() == 0 else None
        if user and not all(
            os.stat(parent).st_mode & 0o001 for parent in pathlib.Path(BINARY).resolve().parents
        ):
            pytest.skip("the program lies where nobody else can run it")
        result = vicinity("catalog", "build", merchants, "--out", path, user=user)
        assert refused(result, path, "can't write it: Permission denied")
        assert path.read_bytes() == built.read_bytes()
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_nothing_but_a_catalogue_is_written_over(tmp_path):
    merchants = tmp_path / "merchants.csv"
    merchants.write_text("merchant_id,name,latitude,longitude\na,A,1,2\n")
    before = merchants.read_text()
    for out in (merchants, tmp_path, "/dev/null"):
        result = vicinity("catalog", "build", merchants, "--out", out)
        assert refused(result, out, "is no catalogue file", status=2)
    assert merchants.read_text() == before
    empty = tmp_path / "empty"
    empty.touch()
    assert vicinity("catalog", "build", merchants, "--out", empty).returncode == 0
    assert vicinity("catalog", "verify", empty).returncode == 0


def test_a_writer_that_is_killed_leaves_the_old_file(some, few, target):
    writer = subprocess.Popen(
        [BINARY, "catalog", "build", some[0], "--out", target], stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 60
    while not os.path.exists(f"{target}.writing") and writer.poll() is None:
        assert time.monotonic() < deadline
    writer.kill()
    writer.communicate()
    # It may have been done by then.
    assert vicinity("catalog", "verify", target).returncode == 0
    assert vicinity("catalog", "build", few, "--out", target).returncode == 0
    assert os.listdir(target.parent) == [target.name]
