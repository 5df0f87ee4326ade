#!/usr/bin/env bash
# Runs a command while stress-ng keeps every processor, the disk and some memory busy, and ends the load
# with it: a test that depends on how fast the machine is fails sooner or later.
set -euo pipefail
[[ $# -gt 0 ]] || { echo "usage: scripts/under_load.sh COMMAND [ARGUMENT...]" >&2; exit 2; }

folder="$(mktemp -d)"
stress-ng --quiet --temp-path "${folder}" --cpu "$(nproc)" --hdd 1 --hdd-bytes 64M --vm 1 --vm-bytes 256M &
load=$!
trap 'kill "${load}" 2> /dev/null || true; wait "${load}" 2> /dev/null || true; rm -rf "${folder}"' EXIT

"$@"
