#!/usr/bin/env bash
# Builds and tests the presets dev, asan and tsan, and runs the fuzzers; with --quick only dev.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  echo "usage: ./test.sh [--quick]"
  echo "  builds and tests the presets dev, asan and tsan, and runs the fuzzers for a minute each;"
  echo "  with --quick only dev"
}

presets=(dev asan tsan)
checks=(dev asan tsan fuzz)
for argument in "$@"; do
  case "${argument}" in
    --quick) presets=(dev); checks=(dev) ;;
    -h | --help) usage; exit 0 ;;
    *) echo "test.sh: unknown argument ${argument}" >&2; usage >&2; exit 2 ;;
  esac
done

export ASAN_OPTIONS="detect_leaks=1:halt_on_error=1:strict_string_checks=1"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"
export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1"

# Configures when there is no build folder, or an older preset; ninja sees every other change.
check_preset() {
  echo "==> $1: build" &&
    { [[ "build/$1/build.ninja" -nt CMakePresets.json ]] || cmake --preset "$1"; } &&
    cmake --build --preset "$1" &&
    echo "==> $1: test" &&
    ctest --preset "$1" -j4 --output-on-failure
}

# The output of the tests that failed, again at the end, where it is read.
repeat_failures() {
  local log="build/$1/Testing/Temporary/LastTest.log"
  echo "==> $1: what failed"
  [[ ! -f "${log}" ]] || awk '
    / Testing: / { block = "" }
    { block = block $0 "\n" }
    /^Test Failed\.$/ { print substr(block, length(block) > 6000 ? length(block) - 6000 : 1) }' \
    "${log}"
}

./scripts/install_packages.sh --for-tests
./scripts/install_npm.sh
failed=()
for preset in "${presets[@]}"; do
  check_preset "${preset}" || failed+=("${preset}")
done
if [[ " ${checks[*]} " == *" fuzz "* ]]; then
  echo "==> fuzz"
  ./scripts/fuzz.sh 60 || failed+=(fuzz)
fi

if [[ ${#failed[@]} -gt 0 ]]; then
  for preset in "${failed[@]}"; do repeat_failures "${preset}"; done
  echo "FAILED: ${failed[*]} (of ${checks[*]})"
  exit 1
fi
echo "PASSED: ${checks[*]}"
