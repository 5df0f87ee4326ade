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
build_preset() {
  { [[ "build/$1/build.ninja" -nt CMakePresets.json ]] || cmake --preset "$1"; } &&
    cmake --build --preset "$1"
}

# Runs a command as the step of that name, and remembers how long it took.
times=()
step() {
  local name="$1" begin="${SECONDS}" status=0
  echo "==> ${name}"
  "${@:2}" || status=$?
  times+=("${name} $((SECONDS - begin)) s")
  return "${status}"
}

# What the tests that failed said first, again at the end, where it is read; the shortest last.
repeat_failures() {
  local log="build/$1/Testing/Temporary/LastTest.log" found="build/$1/found/reasons"
  [[ ! -f "${log}" ]] || awk -v preset="$1" -f scripts/failed_tests.awk "${log}"
  [[ ! -f "${found}" ]] || cat "${found}"
}

step "install packages" ./scripts/install_packages.sh --for-tests
step "install npm packages" ./scripts/install_npm.sh
failed=()
for preset in "${presets[@]}"; do
  rm -f "build/${preset}/Testing/Temporary/LastTest.log"
  { step "build ${preset}" build_preset "${preset}" &&
    step "test ${preset}" ctest --preset "${preset}" -j4 --output-on-failure; } ||
    failed+=("${preset}")
done
if [[ " ${checks[*]} " == *" fuzz "* ]]; then
  step fuzz ./scripts/fuzz.sh --repeatable 60 || failed+=(fuzz)
fi

for preset in "${failed[@]}"; do repeat_failures "${preset}"; done
printf '%s, ' "${times[@]}"
echo "in all ${SECONDS} s"
if [[ ${#failed[@]} -gt 0 ]]; then
  echo "FAILED: ${failed[*]} (of ${checks[*]})"
  exit 1
fi
echo "PASSED: ${checks[*]}"
