#!/usr/bin/env bash
# Makes every generated document anew, from the plugin and the host of a build folder.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  echo "usage: scripts/renew_documents.sh [BUILD_FOLDER]"
  echo "  BUILD_FOLDER defaults to build/dev"
}

[[ "${1:-}" != -* ]] || { usage; [[ "$1" == -h || "$1" == --help ]]; exit; }
build="${1:-build/dev}"

cmake --build "${build}" --target ipaas-host ipaas-mqtt error_pages

# schema/forms, schema/validation, schema/formats and docs/settings*.md
"${build}/bin/ipaas-host" describe --write-all .
# The plugin carries the form documents, so that it is built with the new ones.
cmake --build "${build}" --target ipaas-mqtt

# docs/errors*.md
"${build}/bin/error_pages" docs
