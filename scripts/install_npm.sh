#!/usr/bin/env bash
# Installs the npm packages of the tests and of the example in Node.js, as each package-lock.json pins
# them, each into a folder of its own within build. Does nothing when they are there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Debian has npm in a package of its own; where nodejs comes from elsewhere, it often brings npm along.
command -v npm >/dev/null || ./scripts/install_packages.sh npm

install_locked() {
  local source_folder=$1 folder=$2
  if cmp --silent "${source_folder}/package-lock.json" "${folder}/installed-lock.json"; then
    return
  fi
  echo "Installing the npm packages of ${source_folder}"
  mkdir -p "${folder}"
  cp "${source_folder}/package.json" "${source_folder}/package-lock.json" "${folder}"
  npm --prefix "${folder}" ci --omit-lockfile-registry-resolved --no-audit --no-fund --ignore-scripts --loglevel=error
  cp "${source_folder}/package-lock.json" "${folder}/installed-lock.json"
}

install_locked tests/npm build/npm
install_locked examples/embedding/node build/npm-embedding
install_locked tests/browser build/npm-browser
install_locked scripts/lint build/npm-lint
