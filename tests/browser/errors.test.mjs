// What is wrong shows at its field: what the engine finds by the schema while the user types, and what
// ipaas_validate says of the whole.
//
// Takes over 10 s beside other tests: a page is loaded for each mistake, in both engines.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./browser.mjs";
import { languages, loadForm, requestOf } from "./documents.mjs";
import { engines, Form } from "./form.mjs";
import { temporaryFolder, validate } from "./host.mjs";

const base = { brokerUrl: "broker.example.com", clientId: "press-7" };

// Each is one field of the advanced tab with what a user might type there, and should not.
const mistakes = [
  ["keepAlive", "soon"],
  ["pingTimeout", "1d"],
  ["connectTimeout", "-5"],
  ["maxInFlight", "0"],
  ["maxInFlight", "65536"],
  ["maxInFlightBytes", "64MB"],
  ["outboxMaxAge", "a year"],
];

const wrong = {
  connection: { ...base, keepAlive: "4s", willEnabled: true, willTopic: "lines/+", maxPacketSize: "1GiB" },
  consumer: { topics: ["a/#/b"], settleTimeout: "1ms" },
  producer: { topic: "lines/${line}", payload: "${headers.x}" },
};

// A report's errors as pointers into one form. An entry of a list is shown at the list.
function errorsOf({ errors }, half) {
  return errors.map(({ Field, Description }) => ({ Field: Field.slice(half.length), Description }));
}

const keyOf = ({ Field }) => Field.split("/")[1];

let browser;
let form;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

async function openTabOf(key) {
  const tabs = await form.tabs();
  for (let tab = 1; tab < tabs.length && !(await form.field(key).isVisible()); ++tab) await form.openTab(tab);
}

for (const engine of engines) {
  describe(engine, () => {
    before(async () => (form = await Form.open(browser, engine)));

    for (const [key, text] of mistakes) {
      test(`says that ${key} cannot be ${text}`, async () => {
        await form.show(loadForm("connection", "en"), { data: base });
        await form.openTab(1);
        assert.equal(await form.hasError(key), false);
        await form.type(key, text);
        assert.notEqual(await form.error(key), "");
      });
    }

    test("says it in the language of the form", async () => {
      const documents = loadForm("connection", "zh");
      await form.show(documents, { data: base });
      await form.openTab(1);
      await form.type("keepAlive", "soon");
      assert.ok((await form.error("keepAlive")).includes(documents.texts["connection.keepAlive.error.pattern"]));
    });

    test("asks for the will's topic once there is to be a will", async () => {
      await form.show(loadForm("connection", "en"), { data: base });
      await form.openTab(1);
      await form.tick("willEnabled");
      await form.type("willTopic", "a");
      await form.type("willTopic", "");
      assert.notEqual(await form.error("willTopic"), "");
    });

    for (const name of Object.keys(wrong)) {
      for (const language of languages) {
        test(`shows what the plugin says of the ${name} in ${language}`, async (t) => {
          const report = validate(temporaryFolder(t), requestOf(name, wrong[name]), language);
          const errors = errorsOf(report, name === "connection" ? "/connection" : "/parameters");
          assert.ok(errors.length > 1);
          await form.show(loadForm(name, language), { data: wrong[name], errors });
          for (const error of errors) {
            await openTabOf(keyOf(error));
            const text = await form.field(keyOf(error)).innerText();
            assert.ok(text.includes(error.Description), `${text}\n${error.Description}`);
          }
        });
      }
    }
  });
}
