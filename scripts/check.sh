#!/usr/bin/env bash
# The short loop: formats, builds and tests one folder of the connector, or one folder of tests, in the
# preset dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/check.sh FOLDER..."
  echo "  FOLDER is one of connector (config or settings, delivery, entry, message, operations, protocol,"
  echo "  session, state, transport), host, or one of tests (abi, broker, faults, transports, ...)"
}

# Of a name: the folder of the sources, that of their tests, and the programs that run these.
case_of() {
  case "$1" in
    settings) case_of config ;;
    host) echo "host tests/host_program/parts host_parts_test" ;;
    layering) echo "tests/unit/layering tests/unit/layering unit_layering" ;;
    abi) echo "plugin_api tests/abi abi_test abi_memory_test abi_broker_test" ;;
    harness) echo "tests/harness tests/harness harness_test" ;;
    host_program) echo "tests/host_program tests/host_program host_program_test documents_test" ;;
    broker) echo "tests/broker tests/broker broker_test guarantee_test" ;;
    *)
      if [[ -d "connector/$1" ]]; then
        echo "connector/$1 tests/unit/$1 unit_$1"
      elif compgen -G "tests/$1/*_test.cc" > /dev/null; then
        echo "tests/$1 tests/$1 $1_test"
      else
        return 1
      fi ;;
  esac
}

[[ $# -gt 0 ]] || { usage >&2; exit 2; }
programs=()
files=()
for folder in "$@"; do
  [[ ${folder} != -h && ${folder} != --help ]] || { usage; exit 0; }
  read -r -a found < <(case_of "${folder%/}") || {
    echo "check.sh: no test program is of a folder ${folder}" >&2
    usage >&2
    exit 2
  }
  programs+=("${found[@]:2}")
  mapfile -t -O "${#files[@]}" files < <(
    git ls-files --cached --others --exclude-standard "${found[@]:0:2}" | grep -E '\.(c|cc|h|hpp)$')
done

clang-format -i "${files[@]}"
[[ build/dev/build.ninja -nt CMakePresets.json ]] || cmake --preset dev > /dev/null
cmake --build --preset dev --target "${programs[@]}"
(IFS='|'; ctest --preset dev -j "$((4 * $(nproc)))" --label-regex "^(${programs[*]})$")
