#!/usr/bin/env bash
# Runs a linter on every file of its language, and clang-tidy on what differs from main: it takes some
# seconds a source. A finding of any of them fails this script.
#
# Python is looked at by flake8: mistakes and PEP 8, but no demand for a docstring everywhere, which
# would say again what a name says.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/lint.sh [--all | FILE...]"
  echo "  checks the files of git, or those that are named, with clang-format, shellcheck, ESLint, flake8,"
  echo "  and clang-tidy: of the sources of connector, host, plugin_api and tests/unit those that differ"
  echo "  from main; with --all every one"
  echo "  FILE is a path from the top of the source tree"
}

all=false
files=()
for argument in "$@"; do
  case "${argument}" in
    --all) all=true ;;
    -h | --help) usage; exit 0 ;;
    -*) echo "lint.sh: unknown argument ${argument}" >&2; usage >&2; exit 2 ;;
    *) [[ -f ${argument} ]] || { echo "lint.sh: there is no file ${argument}" >&2; exit 2; }
       files+=("${argument}") ;;
  esac
done

# By the names of their versions, since each version of these two wants something else.
clang_format=clang-format-14
clang_tidy=clang-tidy-14
eslint=build/npm-lint/node_modules/.bin/eslint
for program in "${clang_format}" "${clang_tidy}" shellcheck flake8 "${eslint}"; do
  command -v "${program}" > /dev/null || {
    echo "lint.sh: there is no ${program}: run scripts/install_packages.sh --for-tests," \
      "then scripts/install_npm.sh" >&2
    exit 2
  }
done

# Of the files to look at, those whose name agrees with a pattern. New ones are not in git yet, and one
# that was deleted stays in its list until that is committed.
files_like() {
  if [[ ${#files[@]} -gt 0 ]]; then
    printf '%s\n' "${files[@]}"
  else
    git ls-files --cached --others --exclude-standard
  fi | grep -E "$1" | while read -r file; do
    [[ ! -f ${file} ]] || echo "${file}"
  done
}

# What has been changed since main, committed or not; without a main, what is not committed.
changed_files() {
  local base
  base="$(git merge-base HEAD origin/main 2> /dev/null || git merge-base HEAD main 2> /dev/null ||
    echo HEAD)"
  git diff --name-only --diff-filter=d "${base}"
  git ls-files --others --exclude-standard
}

# The files for clang-tidy to look at, before headers are replaced by sources. Not the tests of whole
# programs: they would take as long as all the others, and run where a fault hurts nobody.
files_to_tidy() {
  if [[ ${#files[@]} -gt 0 ]]; then
    printf '%s\n' "${files[@]}"
  elif [[ ${all} == true ]]; then
    git ls-files '*.c' '*.cc'
  else
    changed_files
  fi | grep -E "${tidied}"
}

# The source in which a header is looked at: what is wrong in the header shows in any that includes it.
# Its own is the first choice, another that names some tail of its path the second.
source_of_header() {
  local own="${1%.*}.cc" tail="$1" patterns
  [[ ! -f ${own} ]] || { echo "${own}"; return; }
  patterns=(-e "#include \"${tail}\"")
  while [[ ${tail} == */* ]]; do
    tail="${tail#*/}"
    patterns+=(-e "#include \"${tail}\"" -e "#include <${tail}>")
  done
  git grep --untracked --files-with-matches --fixed-strings "${patterns[@]}" -- '*.cc' '*.c' |
    head -n 1
}

# Sources as they are, and for each header a source.
sources_of() {
  local file
  while read -r file; do
    case "${file}" in
      *.c | *.cc) echo "${file}" ;;
      *.h | *.hpp) source_of_header "${file}" ;;
    esac
  done | sort -u
}

# A build folder of its own tells clang-tidy how each source is compiled, alone and by clang, as no
# preset does. Only the generated headers are built.
prepare_tidy() {
  cmake -S . -B build/lint -G Ninja -DCMAKE_BUILD_TYPE=Debug -DIPAAS_TESTS=ON \
    -DCMAKE_C_COMPILER=clang -DCMAKE_CXX_COMPILER=clang++ \
    -DCMAKE_UNITY_BUILD=OFF &&
    cmake --build build/lint --target ipaas_error_table ipaas_event_table ipaas_problem_table \
      ipaas_setting_rows ipaas_form_documents
}

# Keeps those that the build folder knows; it has no fuzzers.
compiled() {
  grep -Fx -f <(sed -n "s|^  \"file\": \"${PWD}/\(.*\)\"$|\1|p" build/lint/compile_commands.json) || true
}

# Runs a command, and tells what it found in one piece: others run at the same time. clang-tidy counts
# what it found in the system's headers too, and keeps the rest of that to itself.
quietly() {
  local output
  output="$("$@" 2>&1)" || { grep -v "^[0-9]* warnings* generated" <<< "${output}"; return 1; }
}
export -f quietly

# Runs a linter, on every processor, on the files that standard input names, so many at a time.
failed=()
lint() {
  local name="$1" batch="$2" begin="${SECONDS}" list
  mapfile -t list
  if [[ ${#list[@]} -gt 0 ]]; then
    printf '%s\0' "${list[@]}" |
      xargs -0 -P "$(nproc)" -n "${batch}" bash -c 'quietly "$@"' bash "${@:3}" || failed+=("${name}")
  fi
  echo "${name}: ${#list[@]} files in $((SECONDS - begin)) s"
}

cpp='\.(c|cc|h|hpp)$'
python='\.py$'
shell='(\.sh|^\.ci/run)$'
javascript='\.(js|mjs|jsx)$'
tidied='.'
[[ ${#files[@]} -gt 0 ]] || tidied='^(connector|host|plugin_api|tests/unit)/'

lint clang-format 40 "${clang_format}" --dry-run -Werror < <(files_like "${cpp}")
lint shellcheck 40 shellcheck --format=gcc --enable=require-double-brackets,require-variable-braces \
  < <(files_like "${shell}")
lint eslint 1000 "${eslint}" --config scripts/lint/eslint.config.mjs < <(files_like "${javascript}")
# E203 is about the space before a slice's colon, which the formatter black writes.
lint flake8 1000 flake8 --isolated --max-line-length 100 --extend-ignore E203 < <(files_like "${python}")

mapfile -t sources < <(files_to_tidy | sources_of)
if [[ ${#sources[@]} -gt 0 ]] && ! quietly prepare_tidy; then
  failed+=(clang-tidy)
elif [[ ${#sources[@]} -gt 0 ]]; then
  lint clang-tidy 1 "${clang_tidy}" -p build/lint --quiet < <(printf '%s\n' "${sources[@]}" | compiled)
else
  lint clang-tidy 1 "${clang_tidy}" < /dev/null
fi

if [[ ${#failed[@]} -gt 0 ]]; then
  echo "lint.sh: findings of ${failed[*]}"
  exit 1
fi
