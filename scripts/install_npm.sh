#!/usr/bin/env bash
# Installs the npm packages of tests/npm into build/npm, as its package-lock.json pins them. Does
# nothing when they are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

source_folder=tests/npm
folder=build/npm

# Debian has npm in a package of its own; where nodejs comes from elsewhere, it often brings npm along.
command -v npm >/dev/null || ./scripts/install_packages.sh npm

if cmp --silent "${source_folder}/package-lock.json" "${folder}/installed-lock.json"; then
  exit 0
fi
echo "Installing the npm packages of ${source_folder}"
mkdir -p "${folder}"
cp "${source_folder}/package.json" "${source_folder}/package-lock.json" "${folder}"
npm --prefix "${folder}" ci --omit-lockfile-registry-resolved --no-audit --no-fund --ignore-scripts --loglevel=error
cp "${source_folder}/package-lock.json" "${folder}/installed-lock.json"
