"""`vicinity geofence` with more than memory should hold: long streams, large files, a terminal.

The sizes are for debug builds; scripts/soak asks for more in these variables:

    VICINITY_STREAM_POINTS  how many points a stream has (500,000)
    VICINITY_FILE_MB        how large a large file of geofences is, in megabytes (6)
"""

import json
import os
import pathlib
import random
import re
import select
import subprocess
import sys
import threading

import pytest

from conftest import BINARY, ROOT

FENCES = ROOT / "Data" / "geofences.geojson"
STREAM_POINTS = int(os.environ.get("VICINITY_STREAM_POINTS", 500_000))
FILE_BYTES = 1_000_000 * int(os.environ.get("VICINITY_FILE_MB", 6))
HEADER = b"id,latitude,longitude\n"

has_proc = pytest.mark.skipif(
    not pathlib.Path("/proc/self/status").exists(), reason="peak memory is read from /proc"
)


def block(count, seed=1):
    """CSV lines of points in and around the sample's town."""
    rng = random.Random(seed)
    return "".join(
        f"p{i},{51.3 + 0.4 * rng.random():.6f},{-0.5 + 0.8 * rng.random():.6f}\n"
        for i in range(count)
    ).encode()


def peak(pid):
    """The most memory in bytes that a process has held so far; None once it has ended.

    What `wait4` tells is no less than the peak of this process, from which the other was forked.
    """
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return None
    return int(found[1]) << 10 if found else None


# Streams


def stream(points, *arguments):
    """Checks points from standard input; answers the peak of memory and the lines that came out."""
    size = min(points, 20_000)
    lines = block(size)
    process = subprocess.Popen(
        [BINARY, "geofence", "check", "--fences", FENCES, "--format", "ndjson", *arguments],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    counted = 0

    def count():
        nonlocal counted
        while data := process.stdout.read1(1 << 20):
            counted += data.count(b"\n")

    reader = threading.Thread(target=count)
    reader.start()
    process.stdin.write(HEADER)
    for _ in range(points // size):
        process.stdin.write(lines)
    process.stdin.flush()
    # All but what is in the pipe and in work has been checked.
    most = peak(process.pid)
    process.stdin.close()
    reader.join()
    assert process.wait(timeout=60) == 0
    return most, counted


@has_proc
def test_a_stream_of_any_length_takes_the_same_memory():
    few, counted = stream(100_000)
    assert counted == 100_000
    many, counted = stream(STREAM_POINTS)
    assert counted == STREAM_POINTS
    # Keeping the input alone, 25 bytes a point, would be 10 MB for 400,000 points more.
    assert many - few <= 8 << 20, f"{few >> 10} kB, then {many >> 10} kB for {STREAM_POINTS}"


# Large files


def features(size):
    """Squares side by side, as the text of features that has at least `size` bytes."""
    texts, length = [], 0
    while length < size:
        west, south = 0.01 * (len(texts) % 3000) - 15, 0.01 * (len(texts) // 3000) - 40
        ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south]]
        ring = [[round(x, 6), round(y, 6)] for x, y in ring]
        texts.append(
            '{"type":"Feature","id":"z%d","properties":{"name":"Zone"},"geometry":'
            '{"type":"Polygon","coordinates":[%s]}}' % (len(texts), json.dumps(ring))
        )
        length += len(texts[-1]) + 1
    return texts


def collection(texts):
    return '{"type":"FeatureCollection","features":[' + ",".join(texts) + "]}"


def many_features(path):
    texts = features(FILE_BYTES)
    path.write_text(collection(texts))
    return 0, f'"valid":{len(texts)},"invalid":0'


def cut_off(path):
    path.write_text(collection(features(FILE_BYTES))[:FILE_BYTES])
    return 3, "the file seems to be cut off"


def many_positions(path):
    line = ",".join(f"[{i / 1e4:.4f},{i / 1e5:.5f}]" for i in range(50_000))
    rings = ",".join([line] * (FILE_BYTES // len(line) + 2))
    path.write_text(
        '{"type":"Feature","id":"huge","properties":{},"geometry":{"type":"Polygon",'
        '"coordinates":[[%s,[0,0]]]}}' % rings
    )
    return 1, "positions, and may have 100000: simplify it"


def many_members(path):
    members = ",".join(f'"key{i}":{i}' for i in range(FILE_BYTES // 18))
    path.write_text(
        '{"type":"Feature","id":"talkative","properties":{%s},"geometry":{"type":"Polygon",'
        '"coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}' % members
    )
    return 0, '"valid":1,"invalid":0'


@has_proc
@pytest.mark.parametrize("make", [many_features, many_positions, many_members, cut_off])
def test_a_large_file_is_answered_in_bounded_memory(tmp_path, make):
    path = tmp_path / "large.geojson"
    status, words = make(path)
    arguments = [BINARY, "geofence", "validate", path, "--format", "json"]
    most = 0
    with open(tmp_path / "said", "wb") as said:
        process = subprocess.Popen(arguments, stdout=said, stderr=said)
        while process.poll() is None:
            most = max(most, peak(process.pid) or 0)
            try:
                process.wait(timeout=0.01)
            except subprocess.TimeoutExpired:
                pass
    assert process.returncode == status
    assert words in (tmp_path / "said").read_text()
    size = path.stat().st_size
    path.unlink()
    # 6 times the file is usual in a release, and 9 times where it is nothing but names.
    assert most <= (64 << 20) + 12 * size, f"{most >> 20} MiB for {size >> 20}"


# Terminals


class Terminal:
    """A child whose standard error, and where asked output, is a terminal of ours."""

    def __init__(self, *arguments, shows_output=False, **environment):
        import pty

        self.ours, theirs = pty.openpty()
        self.shown = b""
        environment = {**os.environ, **environment}
        if "NO_COLOR" in environment and not environment["NO_COLOR"]:
            del environment["NO_COLOR"]
        self.process = subprocess.Popen(
            [BINARY, *map(str, arguments)], stdin=subprocess.PIPE,
            stdout=theirs if shows_output else subprocess.DEVNULL, stderr=theirs, env=environment,
        )  # fmt: skip
        os.close(theirs)

    def look(self, timeout=0):
        """Takes in what has been written; False at the end."""
        while select.select([self.ours], [], [], timeout)[0]:
            try:
                data = os.read(self.ours, 1 << 16)
            except OSError:  # Linux says EIO when the other side is closed
                return False
            if not data:
                return False
            self.shown += data
        return True

    def end(self):
        self.process.stdin.close()
        while self.look(timeout=0.1):
            pass
        os.close(self.ours)
        return self.process.wait(timeout=60)

    def screen(self):
        """The lines that are left to see."""
        lines, column = [""], 0
        text = re.sub(r"\x1b\[[0-9;]*m", "", self.shown.decode())
        for part in re.findall(r"\x1b\[K|\r|\n|[^\x1b\r\n]+", text):
            if part == "\n":
                lines.append("")
            elif part == "\x1b[K":
                lines[-1] = lines[-1][:column]
            elif part != "\r":
                lines[-1] = lines[-1][:column] + part + lines[-1][column + len(part) :]
            column = 0 if part in "\r\n" else column + (0 if part == "\x1b[K" else len(part))
        return [line.rstrip() for line in lines if line.strip()]


terminal = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
CHECK = ["geofence", "check", "--fences", FENCES, "--format", "ndjson"]


def feed(child, until, most=40_000_000):
    """Sends points until something is so."""
    lines = block(5_000)
    for _ in range(most // 5_000):
        if until():
            return
        child.process.stdin.write(lines)
        child.look()


@terminal
@pytest.mark.parametrize("no_color", ["", "1"])
def test_long_work_shows_on_a_terminal_how_far_it_is_and_leaves_nothing_behind(no_color):
    child = Terminal(*CHECK, NO_COLOR=no_color)
    child.process.stdin.write(HEADER)
    feed(child, lambda: child.shown.count(b"points checked") >= 2)
    # A problem in between has a line of its own, and progress goes on below it.
    child.process.stdin.write(b"bad,91,0\n")
    feed(child, lambda: re.search(rb"is 91.*points checked", child.shown, re.DOTALL))
    assert child.end() == 1
    counts = [int(count) for count in re.findall(rb"\r(\d+) points checked", child.shown)]
    assert len(counts) >= 3 and counts == sorted(counts)
    assert set(re.findall(rb"\x1b\[\d*(.)", child.shown)) == {b"K"}, "progress has no colours"
    left = child.screen()
    assert len(left) == 2, left
    assert "latitude: must be from -90 to 90, and is 91" in left[0]
    assert left[1].startswith("1 of ") and left[1].endswith(" points were rejected")


@terminal
def test_short_work_shows_nothing_on_a_terminal():
    child = Terminal(*CHECK)
    child.process.stdin.write(HEADER + block(100))
    assert child.end() == 0
    assert child.shown == b""


def test_progress_is_for_terminals_alone(run):
    # More than a second of work in a debug build, and what took one on a terminal is not shown.
    ended = run(*CHECK, stdin=(HEADER + block(20_000) * 8).decode())
    assert ended.returncode == 0
    assert ended.stderr == ""


@terminal
def test_points_on_the_terminal_are_not_mixed_with_progress(tmp_path):
    path = tmp_path / "points.csv"
    path.write_bytes(HEADER + block(20_000) * 5)
    child = Terminal(*CHECK[:-2], "--format", "csv", "--points", path, shows_output=True)
    assert child.end() == 0
    assert b"points checked" not in child.shown
    assert child.shown.count(b"\n") == 100_001


@terminal
@pytest.mark.parametrize("no_color, bold", [("", True), ("1", False)])
def test_colours_are_left_out_where_they_are_not_wanted(no_color, bold):
    child = Terminal(
        "geofence", "check", "1", "2", "--fences", FENCES, shows_output=True, NO_COLOR=no_color
    )
    assert child.end() == 0
    assert (b"\x1b[1m" in child.shown) == bold
    assert child.screen()[0].split()[0] == "ID"


@terminal
def test_reading_merchants_for_long_shows_on_a_terminal_too():
    child = Terminal("nearby", "51.5", "-0.1", "--catalog", "-", "--format", "json")
    child.process.stdin.write(b"merchant_id,name,latitude,longitude\n")
    for first in range(0, 5_000_000, 1_000):
        child.process.stdin.write(
            b"".join(b"m%d,Corner Shop,51.5,-0.1\n" % number for number in range(first, first + 1_000))
        )
        child.look()
        if b"merchants read" in child.shown:
            break
    assert child.end() == 0
    assert re.search(rb"\r\d+ merchants read", child.shown)
    assert child.screen() == []
