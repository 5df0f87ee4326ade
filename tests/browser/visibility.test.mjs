// For every setting of the switches, what shows in the forms is what the plugin says applies.
//
// Takes over 10 s: a page is loaded for every combination of the switches.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./browser.mjs";
import { loadForm, requestOf } from "./documents.mjs";
import { engines, Form } from "./form.mjs";
import { temporaryFolder, validate } from "./host.mjs";

const base = { brokerUrl: "broker.example.com", clientId: "press-7" };

const connections = [
  {},
  ...["TCP", "TLS", "WS", "WSS"].map((protocol) => ({ protocol })),
  ...["3.1", "3.1.1", "5"].map((mqttVersion) => ({ mqttVersion })),
  { willEnabled: true },
  { willEnabled: false, willTopic: "a", willRetain: true },
  { autoReconnect: true },
  { autoReconnect: false, maxReconnectInterval: "5m" },
  { connectRetry: true },
  { connectRetry: false, connectRetryInterval: "1m" },
  { autoReconnect: true, connectRetry: true },
  { reconnectStrategy: "CALM" },
  { cleanSession: false },
  { cleanSession: false, mqttVersion: "5" },
  { sharedAccessKey: "c2VjcmV0a2V5" },
  { sharedAccessKey: "c2VjcmV0a2V5", protocol: "TLS" },
  { sharedAccessKeyName: "device", sasTokenLifetime: "30m" },
  { protocol: "TCP", clientCertificate: "/a.pem", clientKey: "/a.key", insecureSkipVerify: true },
  { protocol: "TLS", insecureSkipVerify: true, willEnabled: true },
  { protocol: "WS", webSocketHeaders: [] , mqttVersion: "5" },
  { protocol: "WSS", willEnabled: true, autoReconnect: true, connectRetry: true, mqttVersion: "5" },
  { order: true, keepAlive: "0s", stateDirectory: "/var/lib/ipaas", errorCodes: "core", language: "zh" },
];
const consumers = [
  {},
  { settleTimeout: "5m" },
  { settleTimeoutAction: "RETRY" },
  { deadLetterTopic: "dead" },
  { deadLetterTopic: "dead", settleTimeout: "5m", maxDeliveries: 5 },
  { deadLetterEnvelope: true, sharedGroup: "workers" },
];
const producers = [{}, { qos: "AT_LEAST_ONCE", retain: true }, { contentType: "text/plain" }];

const requests = [
  ...connections.map((data) => ({ name: "connection", data: { ...base, ...data } })),
  ...consumers.map((data) => ({ name: "consumer", data: { topics: ["a"], ...data } })),
  ...producers.map((data) => ({ name: "producer", data: { topic: "a", ...data } })),
];

// The keys of the fields that a form shows, as the plugin says.
function applying(folder, name, data) {
  const states = Object.entries(validate(folder, requestOf(name, data)).fields);
  const shown = states.filter(([, state]) => state !== "hidden" && state !== "ignored");
  return shown.map(([pointer]) => pointer.split("/")[2]);
}

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const engine of engines) {
  describe(engine, () => {
    let form;
    before(async () => (form = await Form.open(browser, engine)));

    for (const { name, data } of requests) {
      test(`shows what applies of the ${name} ${JSON.stringify(data)}`, async (t) => {
        await form.show(loadForm(name, "en"), { data });
        const shown = (await form.allFields()).map(({ key }) => key);
        assert.deepEqual(shown.sort(), applying(temporaryFolder(t), name, await form.data()).sort());
      });
    }
  });
}
