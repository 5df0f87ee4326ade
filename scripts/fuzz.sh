#!/usr/bin/env bash
# Builds the fuzzers and runs each of them for some seconds, as many at once as there are processors.
# What a fuzzer finds is left in build/fuzz/found, and fails this script.
#
# With --merge the inputs that reach new code are added to tests/fuzz/corpus, as few as do.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/fuzz.sh [--merge] [SECONDS [TARGET...]]"
  echo "  runs each target of tests/fuzz, or those that are named, for SECONDS (60)"
}

merge=false
case "${1:-}" in
  -h | --help) usage; exit 0 ;;
  --merge) merge=true; shift ;;
esac
seconds="${1:-60}"
[[ "${seconds}" =~ ^[0-9]+$ ]] || { usage >&2; exit 2; }
targets=("${@:2}")
if [[ ${#targets[@]} -eq 0 ]]; then
  mapfile -t targets < <(cd tests/fuzz/corpus && ls)
fi

export ASAN_OPTIONS="detect_leaks=1:allocator_may_return_null=1"
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"

# What a run reaches stays in build/fuzz/inputs, so that the next begins where this one ends.
fuzz() {
  local target="$1" log="build/fuzz/found/$1.log"
  local inputs="build/fuzz/inputs/${target}" dictionary="tests/fuzz/dictionaries/${target}"
  mkdir -p "${inputs}"
  local options=(-max_total_time="${seconds}" -timeout=20 -rss_limit_mb=2048 -max_len=4096
    -print_final_stats=1 -artifact_prefix="build/fuzz/found/${target}-")
  [[ ! -f "${dictionary}" ]] || options+=(-dict="${dictionary}")
  if ! "build/fuzz/bin/fuzz_${target}" "${options[@]}" "${inputs}" "tests/fuzz/corpus/${target}" \
    > "${log}" 2>&1; then
    echo "FOUND: ${target}"
    tail -n 60 "${log}"
    return 1
  fi
  echo "${target}: $(grep -o 'number_of_executed_units: [0-9]*' "${log}") in ${seconds} s"
}

# Merges what this machine has found into the corpus, as the fewest and smallest inputs. A chain of
# certificates is not short.
minimise() {
  local target="$1" corpus="tests/fuzz/corpus/$1" smaller="build/fuzz/smaller/$1" longest=700
  [[ ${target} != tls_material ]] || longest=4096
  rm -rf "${smaller}"
  mkdir -p "${smaller}" "build/fuzz/inputs/${target}"
  "build/fuzz/bin/fuzz_${target}" -set_cover_merge=1 -max_len="${longest}" -timeout=20 "${smaller}" "${corpus}" \
    "build/fuzz/inputs/${target}" > /dev/null 2>&1
  rm -rf "${corpus}"
  mv "${smaller}" "${corpus}"
}

[[ build/fuzz/build.ninja -nt CMakePresets.json ]] || cmake --preset fuzz
cmake --build --preset fuzz
mkdir -p build/fuzz/found
export -f fuzz minimise
export seconds
status=0
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}' || status=1
if [[ ${merge} == true && ${status} -eq 0 ]]; then
  printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c 'minimise {}'
fi
exit "${status}"
