// The npm packages that scripts/install_npm.sh has put into build/npm-browser.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export const folder = fileURLToPath(new URL("../../build/npm-browser", import.meta.url));
export const packages = createRequire(`${folder}/package.json`);
