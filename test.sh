#!/usr/bin/env bash
# Lints, builds and tests: the presets dev, asan and tsan, and the fuzzers for some minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

usage() {
  cat << 'END'
usage: ./test.sh [--quick | --lint | --repeat [N]]
  installs what is missing, runs the linters, builds and tests the presets dev, asan and tsan, and fuzzes
  --quick       only the preset dev
  --lint        only the linters, clang-tidy on every file: half an hour
  --repeat [N]  only the preset dev, each test N times (20), ten at once, beside a load on every
                processor, disk and memory: finds tests that fail now and then
END
}

quick() { presets=(dev); with_fuzzers=false; }
linters=(./scripts/lint.sh)
presets=(dev asan tsan)
with_fuzzers=true
test_preset=run_tests
repetitions=20

case "${1:-}" in
  "") ;;
  --quick) quick ;;
  --lint) linters+=(--all); presets=(); with_fuzzers=false ;;
  --repeat) quick; test_preset=repeat_tests; repetitions="${2:-20}" ;;
  -h | --help) usage; exit 0 ;;
  *) echo "test.sh: unknown argument $1" >&2; usage >&2; exit 2 ;;
esac
[[ "${repetitions}" =~ ^[1-9][0-9]*$ ]] || { echo "test.sh: --repeat takes a number" >&2; exit 2; }

export ASAN_OPTIONS="detect_leaks=1:halt_on_error=1:strict_string_checks=1"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"
export TSAN_OPTIONS="halt_on_error=1:second_deadlock_stack=1"

# Most tests wait for something most of the time: more run at once than there are processors. Those that
# do not say so to ctest (PROCESSORS).
at_once=$((4 * $(nproc)))

# Configures when there is no build folder, or an older preset; ninja sees every other change.
build_preset() {
  { [[ "build/$1/build.ninja" -nt CMakePresets.json ]] || cmake --preset "$1"; } &&
    cmake --build --preset "$1"
}

run_tests() { ctest --preset "$1" -j "${at_once}"; }
repeat_tests() { ./scripts/under_load.sh ctest --preset "$1" -j 10 --repeat "until-fail:${repetitions}"; }

# Runs a command as the step of that name, and remembers how long it took, and whether it failed.
times=()
failed=()
step() {
  local name="$1" begin="${SECONDS}" status=0
  echo "==> ${name}"
  "${@:2}" || status=$?
  times+=("${name} $((SECONDS - begin)) s")
  [[ ${status} -eq 0 ]] || failed+=("${name}")
  return "${status}"
}

# What the tests that failed said first, again at the end, where it is read; the shortest last.
repeat_failures() {
  local log found="build/asan/found/reasons"
  for preset in "${presets[@]}"; do
    log="build/${preset}/Testing/Temporary/LastTest.log"
    [[ ! -f "${log}" ]] || awk -v preset="${preset}" -f scripts/failed_tests.awk "${log}"
  done
  [[ ! -f "${found}" ]] || cat "${found}"
}

# The tests that take longest are where the next minute of every run can be saved.
slowest_tests() {
  local log="build/$1/Testing/Temporary/LastTest.log"
  [[ ! -f "${log}" ]] || awk -v preset="$1" -f scripts/slow_tests.awk "${log}"
}

step "install packages" ./scripts/install_packages.sh --for-tests
step "install npm packages" ./scripts/install_npm.sh
step lint "${linters[@]}" || true
for preset in "${presets[@]}"; do
  rm -f "build/${preset}/Testing/Temporary/LastTest.log"
  { step "build ${preset}" build_preset "${preset}" &&
    step "test ${preset}" "${test_preset}" "${preset}"; } || true
done
[[ ${with_fuzzers} == false ]] || step fuzz ./scripts/fuzz.sh --repeatable || true

for preset in "${presets[@]}"; do slowest_tests "${preset}"; done
[[ ${#failed[@]} -eq 0 ]] || repeat_failures
printf '%s, ' "${times[@]}"
echo "in all ${SECONDS} s"
if [[ ${#failed[@]} -gt 0 ]]; then
  (IFS=,; echo "FAILED: ${failed[*]}")
  exit 1
fi
echo "PASSED"
