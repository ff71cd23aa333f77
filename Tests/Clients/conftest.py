"""A running service on a free port, for clients that are not ours."""

import os
import pathlib
import re
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("VICINITY_BINARY", str(ROOT / ".build" / "debug" / "vicinity"))
SAMPLE = ROOT / "Data" / "merchants.csv"


class Service:
    """`vicinity serve` as a child process; `url` is where it listens."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [BINARY, "serve", "--listen", "127.0.0.1:0", *arguments],
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = []
        self.url = None
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r"listening on (http://\S+)", line)
            if found:
                self.url = found.group(1)
                break

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.stderr.read()
        return self.process.wait(timeout=60)


@pytest.fixture(scope="session")
def service():
    running = Service("--catalog", str(SAMPLE))
    assert running.url, "".join(running.said)
    yield running
    if running.process.poll() is None:
        assert running.stop() == 0


@pytest.fixture
def run():
    """Runs the command line to its end."""

    def run(*arguments, stdin="", **environment):
        return subprocess.run(
            [BINARY, *map(str, arguments)],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **environment},
        )

    return run
