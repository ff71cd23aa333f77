"""The README shows what the commands print."""

import pytest

from conftest import BINARY
from readme import blocks, printed


@pytest.mark.parametrize("command, output", blocks())
def test_a_transcript_is_what_the_command_prints(service, command, output):
    assert printed(command, BINARY, service.url) == output
