"""Catalogue files on the command line and served, beside the CSV that they were made of."""

import json
import os
import struct
import subprocess

import pytest
import requests
import xxhash

from conftest import BINARY, ROOT, SAMPLE, Service

PLACE = ("51.5101", "-0.1340")
MERCHANTS = SAMPLE
FENCES = ROOT / "Data" / "geofences.geojson"


def vicinity(*arguments):
    return subprocess.run(
        [BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=120
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path = tmp_path_factory.mktemp("catalog") / "merchants.vicinity"
    result = vicinity("catalog", "build", MERCHANTS, "--fences", FENCES, "--out", path)
    assert result.returncode == 0, result.stderr
    assert "merchants and" in result.stderr
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
    assert (mark, version, length) == (0x01020304, 1, len(data))
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
    assert result.returncode == 1 and "the section records is damaged" in result.stderr


@pytest.mark.parametrize("change, reason", [
    (lambda data: data[:-1], "cut off"),
    (lambda data: data[:100], "cut off"),
    (lambda data: b"VICINITY" + bytes(300), "damaged"),
    (lambda data: data[:12] + b"\x02" + data[13:], "damaged"),
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


def test_a_folder_that_is_not_there_or_not_writable_is_named(tmp_path):
    for out in (tmp_path / "no" / "such.vicinity", "/proc/merchants.vicinity"):
        result = vicinity("catalog", "build", MERCHANTS, "--out", out)
        assert result.returncode == 3 and str(out) in result.stderr


def test_a_full_disk_leaves_the_old_file(built, tmp_path):
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    before = built.read_bytes()
    # What is written goes to the name with .writing behind it: here a device that is always full.
    target = tmp_path / "merchants.vicinity"
    target.write_bytes(before)
    os.symlink("/dev/full", f"{target}.writing")
    result = vicinity("catalog", "build", MERCHANTS, "--out", target)
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


def test_building_over_a_served_file_leaves_the_server_with_the_old_one(built, tmp_path):
    served = tmp_path / "served.vicinity"
    served.write_bytes(built.read_bytes())
    service = Service("--catalog", str(served))
    assert service.url, "".join(service.said)
    at = "2026-11-24T17:40:00Z"
    url = f"{service.url}/v1/merchants/nearby?lat={PLACE[0]}&lon={PLACE[1]}&at={at}"
    before = requests.get(url, timeout=10).json()
    few = tmp_path / "few.csv"
    few.write_text("merchant_id,name,latitude,longitude\na,A,1,2\n")
    assert vicinity("catalog", "build", few, "--out", served).returncode == 0
    assert requests.get(url, timeout=10).json() == before
    assert service.stop() == 0
