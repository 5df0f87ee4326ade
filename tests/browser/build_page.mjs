// Builds the page of a form engine, into memory.
import { readFileSync } from "node:fs";

import { folder, packages } from "./packages.mjs";

const here = new URL("page/", import.meta.url).pathname;

export async function buildPage(engine) {
  const result = await packages("esbuild").build({
    entryPoints: [`${here}${engine}.jsx`],
    nodePaths: [`${folder}/node_modules`],
    bundle: true,
    write: false,
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "warning",
  });
  return {
    "/": html,
    "/page.js": result.outputFiles[0].text,
    "/form.css": readFileSync(`${here}form.css`, "utf8"),
  };
}

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>MQTT</title>
<link rel="stylesheet" href="/form.css">
<main id="form"></main>
<script src="/page.js"></script>
</html>
`;
