#!/usr/bin/env bash
# Installs the Debian packages that are missing: those of packages.txt, with --for-tests also those of
# packages_for_tests.txt; or those that are named. Says and does nothing when none is missing.
#
# Where an init system runs, Debian starts the servers among them (mosquitto, nginx, tinyproxy, danted).
# Nothing here uses those: "systemctl disable --now" ends them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

listed() { sed -e 's/#.*//' -e '/^[[:space:]]*$/d' "$@"; }

wanted() {
  case "${1:-}" in
    "") listed packages.txt ;;
    --for-tests) listed packages.txt packages_for_tests.txt ;;
    *) printf '%s\n' "$@" ;;
  esac
}

is_installed() {
  [[ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

as_root() {
  if [[ "$(id -u)" -eq 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "These Debian packages are missing: ${missing[*]}" >&2
    echo "Run this as root, or install sudo." >&2
    exit 1
  fi
}

install_missing() {
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --quiet --no-install-recommends "${missing[@]}"
}

missing=()
while read -r package; do
  is_installed "${package}" || missing+=("${package}")
done < <(wanted "$@")
[[ ${#missing[@]} -gt 0 ]] || exit 0

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
# The lists on a fresh machine are empty, on another they may name files that are gone: update then.
install_missing || { as_root apt-get update --quiet --quiet && install_missing; }
