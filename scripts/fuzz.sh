#!/usr/bin/env bash
# Builds the fuzzers (preset asan) and runs each of them for some seconds, as many at once as there are
# processors. What a fuzzer finds is left in build/asan/found, and fails this script.
#
# With --repeatable each begins with the corpus alone and with the same seed: what it looks at follows
# from the code, and how far it comes from the machine. Without, it goes on where the last run ended.
# With --merge the inputs that reach new code are added to tests/fuzz/corpus, as few as do.
#
# shellcheck disable=SC2317  # xargs calls the functions
set -euo pipefail
export LC_ALL=C  # for the order of names
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/fuzz.sh [--merge | --repeatable] [SECONDS [TARGET...]]"
  echo "  runs each target of tests/fuzz, or those that are named, for SECONDS; without, for as long as it"
  echo "  still finds new ways through the code: 5 to 30 s"
}

merge=false
inputs_folder=build/asan/inputs
seed=0  # libFuzzer takes another each time
launcher=
case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  --merge) merge=true; shift ;;
  --repeatable)
    inputs_folder=build/asan/repeated
    seed=1
    rm -rf "${inputs_folder}"
    # libFuzzer's choices hang on addresses too. Not every container allows to fix them.
    ! setarch -R true 2> /dev/null || launcher="setarch -R"
    shift ;;
esac
seconds="${1:-}"
[[ "${seconds}" =~ ^[0-9]*$ ]] || { usage >&2; exit 2; }
targets=("${@:2}")
if [[ ${#targets[@]} -eq 0 ]]; then
  mapfile -t targets < <(cd tests/fuzz/corpus && ls)
fi

export ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"

# Measured: what a target reached in the last third of 15 s. Documents of many members still reach new
# code then, texts of one grammar new paths, and the rest nothing.
seconds_of() {
  case "${seconds:-$1}" in
    dialects | settings) echo 30 ;;
    http_answers | json | message_override | proxy_answers | templates) echo 15 ;;
    [0-9]*) echo "${seconds}" ;;
    *) echo 5 ;;
  esac
}

# What went wrong, in a line.
reason_of() { grep -a -m1 -E '^does not hold: |runtime error: |ERROR: ' "$1" || tail -n 1 "$1"; }

fuzz() {
  local target="$1" log="build/asan/found/$1.log" corpus="build/asan/found/$1.corpus"
  local inputs="${inputs_folder}/${target}" dictionary="tests/fuzz/dictionaries/${target}"
  mkdir -p "${inputs}"
  # As a list, since the order of a folder is another on each file system.
  printf '%s,' "tests/fuzz/corpus/${target}/"* > "${corpus}"
  local options=(-seed="${seed}" -reload=0 -max_total_time="$(seconds_of "${target}")" -timeout=20 -rss_limit_mb=2048 -max_len=4096
    -print_final_stats=1 -artifact_prefix="build/asan/found/${target}-" -seed_inputs="@${corpus}")
  [[ ! -f "${dictionary}" ]] || options+=(-dict="${dictionary}")
  # shellcheck disable=SC2086  # the launcher has an option, or is nothing
  if ! ${launcher} "build/asan/bin/fuzz_${target}" "${options[@]}" "${inputs}" > "${log}" 2>&1; then
    echo "FOUND: ${target}"
    tail -n 60 "${log}"
    echo "fuzz: ${target}: $(reason_of "${log}")" >> build/asan/found/reasons
    return 1
  fi
  echo "${target}: $(grep -a -o 'number_of_executed_units: [0-9]*' "${log}") in $(seconds_of "${target}") s"
}

# Merges what this machine has found into the corpus, as the fewest and smallest inputs. A chain of
# certificates is not short.
minimise() {
  local target="$1" corpus="tests/fuzz/corpus/$1" smaller="build/asan/smaller/$1" longest=700
  [[ ${target} != tls_material ]] || longest=4096
  rm -rf "${smaller}"
  mkdir -p "${smaller}" "build/asan/inputs/${target}"
  "build/asan/bin/fuzz_${target}" -set_cover_merge=1 -max_len="${longest}" -timeout=20 "${smaller}" "${corpus}" \
    "build/asan/inputs/${target}" > /dev/null 2>&1
  rm -rf "${corpus}"
  mv "${smaller}" "${corpus}"
}

rm -f build/asan/found/reasons
[[ build/asan/build.ninja -nt CMakePresets.json ]] || cmake --preset asan
cmake --build --preset asan --target fuzzers
mkdir -p build/asan/found
export -f fuzz minimise reason_of seconds_of
export seconds seed inputs_folder launcher
status=0
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}' || status=1
if [[ ${merge} == true && ${status} -eq 0 ]]; then
  printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'minimise {}'
fi
exit "${status}"
