# shellcheck shell=bash
# What the scripts beside this file share. They source it; it does nothing by itself.
#
# Written for bash 3.2 as well, which macOS still ships: no mapfile, no associative arrays, and
# ${list[@]+"${list[@]}"} where a list may be empty.

# The folder of the package, whatever the current directory is.
# shellcheck disable=SC2034 # used by the scripts that source this file
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# Exit codes of every script here, the same as the command line's own.
# shellcheck disable=SC2034
readonly failed=1 wrong_usage=2 wrong_environment=3

say() {
  printf '%s\n' "$*"
}

# Says why on standard error and ends: `fail CODE MESSAGE`.
fail() {
  local code=$1
  shift
  printf '%s: %s\n' "scripts/${0##*/}" "$*" >&2
  exit "$code"
}

has() {
  command -v "$1" >/dev/null 2>&1
}
