// Debian's Chromium without a window, and forms in it. Nothing goes over a network: the pages come from
// memory, and every other request fails.
import { existsSync } from "node:fs";

import { buildPage } from "./build_page.mjs";
import { packages } from "./packages.mjs";

const program = "/usr/bin/chromium";
const origin = "http://form.test";
const types = { "/": "text/html", "/page.js": "text/javascript", "/form.css": "text/css" };

export async function startBrowser() {
  if (!existsSync(program)) throw new Error("run scripts/install_packages.sh: there is no Chromium");
  // Chromium's sandbox refuses to work for root, as whom containers run.
  return packages("playwright-core").chromium.launch({
    executablePath: program,
    chromiumSandbox: process.getuid() !== 0,
  });
}

const built = new Map();

export async function openPage(browser, engine) {
  if (!built.has(engine)) built.set(engine, buildPage(engine));
  const files = await built.get(engine);
  const page = await browser.newPage({ viewport: { width: 860, height: 900 } });
  await page.route("**/*", (route) => {
    const { origin: asked, pathname } = new URL(route.request().url());
    if (asked !== origin || !files[pathname]) return route.fulfill({ status: 404 });
    return route.fulfill({ contentType: types[pathname], body: files[pathname] });
  });
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(origin);
  return page;
}
