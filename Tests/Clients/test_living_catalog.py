"""A service whose files change while it serves, and whose catalogue is written to a file."""

import csv
import fcntl
import io
import json
import os
import queue
import re
import signal
import stat
import subprocess
import threading
import time

import pytest
import requests

from conftest import BINARY

HEADER = ["merchant_id", "name", "latitude", "longitude", "is_active"]
ROWS = {f"m-{number}": ["Shop", 51.5 + number / 1000, -0.12, "true"] for number in range(6)}
DEADLINE_SECONDS = 60


def text(rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for merchant_id, row in rows.items():
        writer.writerow([merchant_id, *row])
    return out.getvalue()


def fences(*ids):
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": zone,
                "properties": {"radius_m": 500},
                "geometry": {"type": "Point", "coordinates": [-0.12, 51.5]},
            }
            for zone in ids
        ],
    })


class Living:
    """`vicinity serve` as a child process, whose log is read while it runs."""

    def __init__(self, *arguments, **environment):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", *map(str, arguments)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "VICINITY_WATCH_INTERVAL": "50ms", **environment},
        )
        self.said = []
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()
        self.url = re.search(r"http://\S+", self.wait_for("listening on http"))[0]

    def read(self):
        for line in self.process.stderr:
            self.lines.put(line)
        self.lines.put(None)

    def wait_for(self, words):
        """The next line of the log with these words."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            line = self.lines.get(timeout=max(0.01, deadline - time.monotonic()))
            assert line is not None, f"ended without {words!r}: " + "".join(self.said)
            self.said.append(line)
            if words in line:
                return line

    def heard(self, words):
        """A line of the log with these words, which may have been there before."""
        return next((line for line in self.said if words in line), None) or self.wait_for(words)

    def get(self, path, **parameters):
        return requests.get(self.url + path, params=parameters, timeout=10)

    @property
    def version(self):
        return self.ready()["catalog_version"]

    def ready(self):
        return self.get("/readyz").json()

    def ids(self, min_version=None):
        """The ids of all merchants, once the catalogue has a version."""
        parameters = {"lat": 51.5, "lon": -0.12, "radius": "none", "limit": 100}
        if min_version:
            parameters["min_version"] = min_version
        deadline = time.monotonic() + DEADLINE_SECONDS
        while True:
            answer = self.get("/v1/merchants/nearby", **parameters)
            # A request waits for a version, but not for ever.
            if answer.status_code != 503 or time.monotonic() > deadline:
                break
        assert answer.status_code == 200, answer.text
        return {merchant["merchant_id"] for merchant in answer.json()["merchants"]}

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=DEADLINE_SECONDS)
        while (line := self.lines.get(timeout=DEADLINE_SECONDS)) is not None:
            self.said.append(line)
        return code


@pytest.fixture
def serve():
    running = []

    def serve(*arguments, **environment):
        running.append(Living(*arguments, **environment))
        return running[-1]

    yield serve
    for service in running:
        if service.process.poll() is None:
            service.process.kill()
            service.process.wait()


@pytest.fixture
def merchants(tmp_path):
    path = tmp_path / "merchants.csv"
    path.write_text(text(ROWS))
    return path


@pytest.fixture
def zones(tmp_path):
    path = tmp_path / "zones.geojson"
    path.write_text(fences("a", "b"))
    return path


def test_a_changed_file_changes_the_answers(serve, merchants, zones):
    service = serve("--watch", "--catalog", merchants, "--fences", zones)
    before = service.version
    assert abs(before / 1000 - time.time()) < 600
    assert service.ids() == set(ROWS)

    rows = dict(ROWS)
    del rows["m-0"]
    rows["m-1"] = ["Renamed", *ROWS["m-1"][1:]]
    rows["m-2"] = ["Shop", 52.5, 0.5, "true"]
    rows["m-3"] = [*ROWS["m-3"][:3], "false"]
    rows["new"] = ["Shop", 51.5, -0.13, "true"]
    merchants.write_text(text(rows))
    # The request is made before the file has been looked at.
    assert service.ids(before + 1) == {"m-1", "m-2", "m-4", "m-5", "new"}
    line = service.wait_for("merchants.csv: ")
    assert "1 merchant added, 2 replaced, 2 removed" in line
    assert int(re.search(r"version (\d+)", line)[1]) == service.version > before
    renamed = service.get("/v1/merchants/m-1").json()
    assert renamed["name"] == "Renamed"
    assert service.get("/v1/merchants/m-2").json()["latitude"] == 52.5
    for gone in ("m-0", "m-3"):
        assert service.get(f"/v1/merchants/{gone}").status_code == 404
    ready = service.ready()
    assert (ready["merchants"], ready["inactive"]) == (5, 1)
    assert ready["memory"]["segments"] >= 1 and ready["merges"]["failed"] == 0
    assert 0 <= ready["age_s"] < 600 and ready["snapshot"] is None

    zones.write_text(fences("b", "c"))
    assert "2 geofences changed" in service.wait_for("zones.geojson: ")
    assert service.get("/v1/geofences/a").status_code == 404
    assert service.get("/v1/geofences/c").status_code == 200
    assert service.stop() == 0


def test_a_file_that_is_replaced_by_rename_is_read(serve, merchants, tmp_path):
    service = serve("--watch", "--catalog", merchants)
    for number in range(3):
        version = service.version
        draft = tmp_path / "draft.csv"
        draft.write_text(text({**ROWS, f"new-{number}": ["Shop", 51.5, -0.12, "true"]}))
        os.replace(draft, merchants)
        assert service.ids(version + 1) == {*ROWS, f"new-{number}"}
    merchants.unlink()
    assert "what was served before stays" in service.wait_for("cannot open")
    assert service.ids() == {*ROWS, "new-2"}
    version = service.version
    merchants.write_text(text(ROWS))
    assert service.ids(version + 1) == set(ROWS)
    assert service.stop() == 0


@pytest.mark.parametrize("content, reason", [
    ("", "is empty"),
    (text({}), "has no rows"),
    ("nothing,of,this\n1,2,3\n", "must have a column"),
    (text({merchant_id: ["Shop", "x", "y", "true"] for merchant_id in ROWS}), "all of its 6 rows"),
    (text({**ROWS, "bad": ["Shop", 99, 0, "true"]}), "rows rejected: 1, and before 0"),
    (text(ROWS)[: len(text(ROWS)) // 2], "may be half written"),
    ("PK\x03\x04", "a zip archive"),
])
def test_a_bad_file_leaves_what_was_there(serve, merchants, content, reason):
    service = serve("--watch", "--catalog", merchants)
    version = service.version
    merchants.write_text(content)
    line = service.wait_for("what was served before stays")
    assert reason in line and str(merchants) in line
    assert service.ids() == set(ROWS) and service.version == version
    merchants.write_text(text({**ROWS, "good": ["Shop", 51.5, -0.12, "true"]}))
    assert service.ids(version + 1) == {*ROWS, "good"}
    assert service.stop() == 0


def test_rows_that_are_meant_to_be_left_out_are_so_after_a_touch(serve, merchants):
    service = serve("--watch", "--catalog", merchants)
    version = service.version
    merchants.write_text(text({**ROWS, "m-0": ["Shop", 99, 0, "true"]}))
    assert "touch the file" in service.wait_for("rows rejected: 1")
    merchants.touch()
    assert service.ids(version + 1) == set(ROWS) - {"m-0"}
    assert "1 row or feature left out" in service.wait_for("1 merchant removed")
    assert service.stop() == 0


def test_a_catalogue_file_is_opened_again(serve, merchants, tmp_path, run):
    built = tmp_path / "merchants.vicinity"
    assert run("catalog", "build", merchants, "--out", built).returncode == 0
    service = serve("--watch", "--catalog", built)
    version = service.version
    merchants.write_text(text({"only": ["Shop", 51.5, -0.12, "true"]}))
    assert run("catalog", "build", merchants, "--out", built).returncode == 0
    service.wait_for("opened again; merchants: 1;")
    assert service.ids(version + 1) == {"only"}
    broken = tmp_path / "broken"
    broken.write_bytes(built.read_bytes()[:-1])
    os.replace(broken, built)
    assert "what was served before stays" in service.wait_for("cut off")
    assert service.ids() == {"only"}
    assert service.stop() == 0


def test_a_snapshot_is_written_at_the_end_and_started_from(serve, merchants, zones, tmp_path):
    snapshot = tmp_path / "snapshot.vicinity"
    options = (
        "--watch", "--catalog", merchants, "--fences", zones, "--snapshot", snapshot,
        "--snapshot-interval", "1h",
    )
    service = serve(*options)
    version = service.version
    merchants.write_text(text({**ROWS, "new": ["Shop", 51.5, -0.12, "true"]}))
    assert service.ids(version + 1) == {*ROWS, "new"}
    version = service.version
    assert not snapshot.exists()
    assert service.stop() == 0
    assert snapshot.exists(), "".join(service.said)

    # What was changed while nobody served is found out after answering from the snapshot.
    rows = {**ROWS, "late": ["Shop", 51.5, -0.12, "true"]}
    merchants.write_text(text(rows))
    zones.write_text(fences("b"))
    service = serve(*options)
    assert any("from the snapshot" in line for line in service.said)
    assert service.version >= version
    service.heard("1 merchant added, 1 removed, 1 geofence changed")
    assert service.ids() == set(rows)
    assert service.get("/v1/geofences/a").status_code == 404
    assert service.ready()["snapshot"]["catalog_version"] == version
    assert service.stop() == 0

    # Without the files it is served as it is.
    service = serve("--snapshot", snapshot)
    assert service.ids() == set(rows)
    assert service.get("/v1/geofences/b").status_code == 200
    assert service.stop() == 0


def test_a_snapshot_is_written_at_intervals_when_something_has_changed(serve, merchants, tmp_path):
    snapshot = tmp_path / "snapshot.vicinity"
    service = serve(
        "--watch", "--catalog", merchants, VICINITY_SNAPSHOT=str(snapshot),
        VICINITY_SNAPSHOT_INTERVAL="100ms",
    )
    service.heard("a snapshot of version")
    first = service.ready()["snapshot"]
    assert first["catalog_version"] == service.version and first["error"] is None
    merchants.write_text(text({"only": ["Shop", 51.5, -0.12, "true"]}))
    line = service.wait_for("a snapshot of version")
    assert "merchants: 1" in line and str(service.version) in line
    assert service.stop() == 0
    assert len([line for line in service.said if "a snapshot of version" in line]) == 2


def test_a_damaged_snapshot_is_named_and_made_anew(serve, merchants, tmp_path, run):
    snapshot = tmp_path / "snapshot.vicinity"
    snapshot.write_bytes(b"VICINITY" + bytes(300))
    service = serve("--catalog", merchants, "--snapshot", snapshot)
    warning = next(line for line in service.said if "the snapshot is not used" in line)
    assert str(snapshot) in warning
    assert service.ids() == set(ROWS)
    assert service.stop() == 0
    assert run("catalog", "verify", snapshot).returncode == 0
    snapshot.write_bytes(b"VICINITY" + bytes(300))
    ended = run("serve", "--snapshot", snapshot)
    assert ended.returncode == 3 and str(snapshot) in ended.stderr


def test_a_snapshot_damaged_inside_is_replaced_by_the_files(serve, merchants, tmp_path):
    snapshot = tmp_path / "snapshot.vicinity"
    options = ("--catalog", merchants, "--snapshot", snapshot)
    assert serve(*options).stop() == 0
    data = bytearray(snapshot.read_bytes())
    place = data.rindex(b"Shop")
    data[place] ^= 1
    snapshot.write_bytes(data)
    service = serve(*options)
    assert str(snapshot) in service.heard("the section records is damaged")
    service.heard("the damaged snapshot is out of service")
    assert {service.get(f"/v1/merchants/{one}").json()["name"] for one in ROWS} == {"Shop"}
    assert service.stop() == 0


def test_what_can_not_be_written_is_one_line_and_the_service_goes_on(serve, merchants, tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir()
    snapshot = folder / "snapshot.vicinity"
    # A name that is a folder can't be taken by a file, whoever the user is.
    (folder / "snapshot.vicinity.writing").mkdir()
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        service = serve(
            "--catalog", merchants, "--snapshot", snapshot, "--snapshot-interval", "100ms"
        )
        assert str(snapshot) in service.heard("no snapshot was written")
        assert service.ids() == set(ROWS)
        assert str(snapshot) in service.ready()["snapshot"]["error"]
        assert service.stop() == 0
    finally:
        folder.chmod(stat.S_IRWXU)
    assert not snapshot.exists()


def test_two_servers_with_one_snapshot_go_on(serve, merchants, tmp_path, run):
    snapshot = tmp_path / "snapshot.vicinity"
    options = ("--watch", "--catalog", merchants, "--snapshot", snapshot)
    # Somebody is writing, and takes long.
    with open(f"{snapshot}.writing", "w") as draft:
        fcntl.flock(draft, fcntl.LOCK_EX)
        service = serve(*options, "--snapshot-interval", "100ms")
        assert "another process is writing it" in service.heard("no snapshot was written")
        assert "another process" in service.ready()["snapshot"]["error"]
    service.wait_for("a snapshot of version")
    assert service.ready()["snapshot"]["error"] is None
    other = serve(*options, "--snapshot-interval", "100ms")
    for number in range(5):
        versions = (service.version, other.version)
        merchants.write_text(text({**ROWS, f"new-{number}": ["Shop", 51.5, -0.12, "true"]}))
        for one, version in zip((service, other), versions):
            assert one.ids(version + 1) == {*ROWS, f"new-{number}"}
    assert service.stop() == 0 and other.stop() == 0
    assert run("catalog", "verify", snapshot).returncode == 0


@pytest.mark.parametrize("options, reason", [
    (["--watch", "--catalog", "-"], "can't follow standard input"),
    (["--snapshot", "same.vicinity", "--catalog", "same.vicinity"], "name another file"),
    (["--snapshot-interval", "soon"], "--snapshot-interval must be a length of time"),
    (["--watch-interval", "1ms"], "--watch-interval must be a length of time"),
    (["--snapshot", "nowhere.vicinity"], "no merchants file was given"),
])
def test_options_that_make_no_sense_are_refused(run, tmp_path, options, reason):
    result = run("serve", *options)
    assert result.returncode == 2 and reason in result.stderr, result.stderr


def test_a_setting_that_is_neither_yes_nor_no_is_refused(run, merchants):
    result = run("serve", "--catalog", merchants, VICINITY_WATCH="perhaps")
    assert result.returncode == 2 and "VICINITY_WATCH must be true or false" in result.stderr
