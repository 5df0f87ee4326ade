// Writes the pictures of docs/images: the forms as JSON Forms shows them, in both languages.
//
//   node tests/browser/take_screenshots.mjs docs/images
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startBrowser } from "./browser.mjs";
import { languages, loadForm } from "./documents.mjs";
import { Form } from "./form.mjs";

const connection = {
  brokerUrl: "broker.example.com:8883",
  protocol: "TLS",
  clientId: "order-flow-1",
  username: "flows",
  password: "secret",
  willEnabled: true,
  willTopic: "status/order-flow-1",
  willPayload: "offline",
  cleanSession: false,
  autoReconnect: true,
};

const pictures = [
  { name: "connection-general", form: "connection", tab: 0, data: connection },
  { name: "connection-advanced", form: "connection", tab: 1, data: connection },
  { name: "consumer", form: "consumer", data: { topics: ["lines/+/state"], qos: "AT_LEAST_ONCE" } },
  { name: "producer", form: "producer", data: { topic: "lines/${attribute.line}/state" } },
];

// A fifth of the size, and the browser can make it.
async function toWebP(page, png) {
  const base64 = await page.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", 0.8).split(",")[1];
  }, png.toString("base64"));
  return Buffer.from(base64, "base64");
}

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const browser = await startBrowser();
const form = await Form.open(browser, "json_forms");
for (const language of languages) {
  for (const { name, form: shown, tab, data } of pictures) {
    await form.show(loadForm(shown, language), { data });
    if (tab) await form.openTab(tab);
    const png = await form.page.locator("#form").screenshot({ animations: "disabled" });
    writeFileSync(join(folder, `${name}.${language}.webp`), await toWebP(form.page, png));
  }
}
await browser.close();
