#!/usr/bin/env bash
# Installs what is missing, builds the plugin and the reference host, and runs the demo.
# Arguments go to the demo: ./run.sh --help
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

./scripts/install_packages.sh

build() {
  [[ build/release/build.ninja -nt CMakePresets.json ]] || cmake --preset release
  cmake --build --preset release --target ipaas-mqtt ipaas-host
}

# The first build shows how far it is. Later ones have little to do, and speak only when they fail.
if [[ ! -x build/release/bin/ipaas-host ]]; then
  echo "Building; this takes a few minutes, once." >&2
  build >&2
elif ! output="$(build 2>&1)"; then
  echo "${output}" >&2
  exit 1
fi

exec build/release/bin/ipaas-host demo "$@"
