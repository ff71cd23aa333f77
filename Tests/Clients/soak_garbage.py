"""A million requests of seeded garbage over real connections.

    python3 Tests/Clients/soak_garbage.py [--requests 1000000] [--seed 1]

Starts the service, sends it what no client should send, and ends with status 0 if every answer was a
client's error (or, where the garbage happened to mean something, 200 or 304), the service still
answers, and its memory has not grown by more than 64 MiB after the first tenth.
"""

import argparse
import collections
import pathlib
import random
import socket
import sys
import time

from conftest import SAMPLE, Service

NAMES = [
    "lat", "lon", "latitude", "longitude", "radius", "limit", "sort", "categories", "min_rating",
    "min_reviews", "featured", "partner", "partnership", "q", "bbox", "min_distance", "exclude_ids",
    "metadata.chain", "metadata.", "count", "fields", "f", "cursor", "min_version", "lát", "", "%",
    "user", "within", "near_route",
]  # fmt: skip
VALUES = [
    "", "0", "-0", "51.5", "-0.12", "91", "-181", "nan", "inf", "-inf", "0x10", "1e3", "1e999", "١٢",
    "1,5", "none", "true", "TRUE", "null", "a" * 300, "9" * 400, "%00", "%", "%zz", "%ff%fe", "%ed%a0%80",
    "caf%C3%A9", "+", "&&", "=", "json", "geojson", "csv", "xml", "distance", "-180,-90,180,90",
    "1,2,3", "AQEAAAAAAAAAlIAMzF1LyAflQkDvycNC", "_" * 2000, "💥", "%F0%9F%92%A5", "'; DROP TABLE",
]  # fmt: skip
PATHS = [
    "/v1/merchants/nearby", "/v1/merchants/nearby", "/v1/merchants/nearby", "/v1/merchants/",
    "/v1/merchants/%ff", "/v1/merchants/lon-000001", "/v1/categories", "/readyz", "/nowhere", "/",
    "/v1/merchants/nearby/", "/v1//merchants/nearby", "/../etc/passwd",
]  # fmt: skip


def request(rng):
    """The bytes of one request, and whether the connection can go on behind its answer."""
    count = rng.choice([0, 1, 2, 2, 3, 5, 9, 40])
    pairs = [f"{rng.choice(NAMES)}={rng.choice(VALUES)}" for _ in range(count)]
    if rng.random() < 0.3:
        pairs += ["lat=51.5", "lon=-0.12"]
    if rng.random() < 0.1:
        pairs.append("".join(chr(rng.randrange(33, 127)) for _ in range(rng.randrange(60))))
    target = rng.choice(PATHS) + "?" + "&".join(pairs)
    raw = target.replace(" ", "%20").encode()
    # Bytes that are no ASCII are no HTTP either; most are escaped, some are sent as they are.
    isRaw = any(byte > 126 for byte in raw)
    if isRaw and rng.random() < 0.9:
        raw = b"".join(b"%%%02X" % byte if byte > 126 else bytes([byte]) for byte in raw)
        isRaw = False
    raw = raw.replace(b"#", b"%23")
    headers = b"Host: x\r\n"
    if rng.random() < 0.2:
        headers += b"Accept: " + rng.choice([b"text/csv", b"*/*;q=x", b"image/png", b";,;"]) + b"\r\n"
    if rng.random() < 0.1:
        headers += b"If-None-Match: " + rng.choice([b"*", b'"', b'W/"1"', b"x" * 200]) + b"\r\n"
    return b"GET " + raw + b" HTTP/1.1\r\n" + headers + b"\r\n", not isRaw


class Connection:
    def __init__(self, port):
        self.address = ("127.0.0.1", port)
        self.open()

    def open(self):
        self.socket = socket.create_connection(self.address, timeout=30)
        self.buffer = b""

    def status(self):
        """The status of the next answer, whose body is read and dropped; None at the end."""
        while b"\r\n\r\n" not in self.buffer:
            data = self.socket.recv(1 << 16)
            if not data:
                return None
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        status = int(lines[0].split()[1])
        length = next(
            (int(line[15:]) for line in lines if line.startswith(b"content-length:")), 0
        )
        if status in (304, 204):
            length = 0
        while len(self.buffer) < length:
            data = self.socket.recv(1 << 16)
            if not data:
                return None
            self.buffer += data
        self.buffer = self.buffer[length:]
        return status


def resident(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    service = Service("--catalog", str(SAMPLE), "--log-level", "error")
    port = int(service.url.rsplit(":", 1)[1])
    connection = Connection(port)
    seen = collections.Counter()
    sent = 0
    early = None
    start = time.monotonic()
    while sent < options.requests:
        data, goesOn = request(rng)
        connection.socket.sendall(data)
        status = connection.status()
        if status is None:
            # Only what is no HTTP at all may end a connection without an answer.
            assert not goesOn, data
            seen["closed"] += 1
        else:
            seen[status] += 1
            # 503 is the answer to whoever waits for a version that does not come.
            isLate = status == 503 and b"min_version" in data
            assert status in (200, 304) or 400 <= status < 500 or isLate, (status, data)
        sent += 1
        if not goesOn:
            connection.socket.close()
            connection.open()
        if early is None and sent >= options.requests / 10:
            early = resident(service.process)
    grown = resident(service.process) - early
    print(f"{sent} requests in {time.monotonic() - start:.0f} s, seed {options.seed}: {dict(seen)}")
    print(f"memory grew by {grown} kB after the first tenth, to {resident(service.process)} kB")
    connection.socket.close()
    status = service.stop()
    assert status == 0, status
    assert grown < 64 * 1024
    return 0


if __name__ == "__main__":
    sys.exit(main())
