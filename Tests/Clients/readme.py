"""The console blocks of the README: run them, compare them, or write them anew.

`python3 Tests/Clients/readme.py` runs every command and writes what it prints into the README.
"""

import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]*)\n(?P<output>.*?)```", re.DOTALL)


def blocks():
    return [(block["command"], block["output"]) for block in BLOCK.finditer(README.read_text())]


def printed(command, binary, url):
    """What a command of the README prints, on standard output and standard error."""
    words = shlex.split(command)
    if words[0] == "vicinity":
        words[0] = binary
    else:
        assert words[0] == "curl"
        words[1:1] = ["--silent"]
        words[-1] = words[-1].replace("http://127.0.0.1:8080", url)
    done = subprocess.run(
        words, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120
    )
    # Each request has an id of its own.
    text = re.sub(r'"request_id":"[^"]*"', '"request_id":"…"', done.stdout)
    # Each start of the service makes a version, which cursors have in them.
    text = re.sub(r'"catalog_version":[0-9]+', '"catalog_version":1795608000123', text)
    text = re.sub(r'cursor(=|":")[\w-]+', r"cursor\1…", text)
    return text if text.endswith("\n") else text + "\n"


def main():
    from conftest import BINARY, SAMPLE, Service

    service = Service("--catalog", str(SAMPLE))
    try:
        text = BLOCK.sub(
            lambda block: "```console\n$ {}\n{}```".format(
                block["command"], printed(block["command"], BINARY, service.url)
            ),
            README.read_text(),
        )
    finally:
        service.stop()
    README.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
