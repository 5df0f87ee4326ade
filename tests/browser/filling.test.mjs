// Forms filled in as a user does give configurations that work: with a real broker, messages pass.
//
// Takes over 10 s: each form is filled in key by key, and each connects to a broker.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./browser.mjs";
import { loadForm } from "./documents.mjs";
import { engines, Form } from "./form.mjs";
import { start, temporaryFolder, validate } from "./host.mjs";
import { startBroker, user } from "./mosquitto.mjs";

const inEnglish = (name) => loadForm(name, "en");
const inChinese = (name) => loadForm(name, "zh");

async function fillWithPassword(form, { ports }) {
  await form.show(inEnglish("connection"));
  await form.type("brokerUrl", `127.0.0.1:${ports.tcp}`);
  await form.choose("protocol", "WebSocket Secure");
  await form.type("serverName", "left over from another choice");
  await form.choose("protocol", "TCP");
  await form.type("clientId", "form-1");
  await form.type("username", user.name);
  await form.type("password", user.password);
  await form.openTab(1);
  await form.tick("willEnabled");
  await form.type("willTopic", "lines/will");
  await form.type("willPayload", "gone");
  await form.choose("willQos", "At Least Once");
  await form.tick("willRetain");
  await form.type("keepAlive", "20s");
  await form.tick("autoReconnect");
  await form.type("maxReconnectInterval", "1m30s");
  await form.type("maxInFlight", "20");
  return form.data();
}

async function fillWithCertificates(form, { ports, certificate, key }) {
  await form.show(inChinese("connection"));
  await form.type("brokerUrl", `127.0.0.1:${ports.tls}`);
  await form.choose("protocol", "TLS");
  await form.type("clientId", "form-2");
  await form.choose("mqttVersion", "5");
  await form.type("clientCertificate", certificate);
  await form.type("clientKey", key);
  await form.type("serverCertificate", certificate);
  await form.addToList("alpn", "mqtt");
  await form.choose("tlsMinVersion", "TLS 1.3");
  await form.openTab(1);
  await form.type("sessionExpiry", "1h");
  return form.data();
}

async function fillConsumer(form) {
  await form.show(inChinese("consumer"));
  await form.addToList("topics", "lines/+/state");
  await form.addToList("topics", "lines/will");
  await form.choose("qos", "至少一次 (At Least Once)");
  return form.data();
}

async function fillProducer(form) {
  await form.show(inEnglish("producer"));
  await form.type("topic", "lines/${attribute.line}/state");
  await form.type("payload", "press ${payload.press}");
  await form.choose("qos", "Exactly Once");
  await form.tick("retain");
  return form.data();
}

async function fillProducerOfMqtt5(form) {
  await fillProducer(form);
  await form.type("contentType", "text/plain");
  await form.addToList("userProperties", "site", "${attribute.line}");
  await form.addToList("userProperties", "shift", "late");
  return form.data();
}

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

for (const engine of engines) {
  describe(engine, () => {
    let form;
    before(async () => (form = await Form.open(browser, engine)));

    async function produce(t, folder, request) {
      assert.deepEqual(validate(folder, request).errors, []);
      const producing = start(t, "produce", folder, request, ["--json"]);
      producing.input.end(JSON.stringify({ payload: { press: 7 }, attribute: { line: 4 } }) + "\n");
      assert.equal(await producing.ended, 0, producing.errors());
    }

    test("gives a connection with a password and a will", async (t) => {
      const folder = temporaryFolder(t);
      const broker = await startBroker(t, folder);
      const connection = await fillWithPassword(form, broker);
      assert.equal(connection.maxInFlight, 20);
      const parameters = await fillConsumer(form);
      assert.deepEqual(parameters.topics, ["lines/+/state", "lines/will"]);
      const consumer = { connection, operation: "consumer", parameters };
      assert.deepEqual(validate(folder, consumer).errors, []);
      await produce(t, folder, { connection, operation: "producer", parameters: await fillProducer(form) });

      const consuming = start(t, "consume", folder, consumer, []);
      const message = await consuming.message();
      assert.equal(message.payload, "press 7");
      assert.equal(message.attribute.topic, "lines/4/state");
      assert.equal(message.attribute.QoS, 1);

      await consuming.kill();
      const next = start(t, "consume", folder, consumer, ["--count", "2"]);
      const payloads = [(await next.message()).payload, (await next.message()).payload];
      assert.deepEqual(payloads.sort(), ["gone", "press 7"]);
      assert.equal(await next.ended, 0, next.errors());
    });

    test("gives a connection with certificates, and properties of MQTT 5", async (t) => {
      const folder = temporaryFolder(t);
      const broker = await startBroker(t, folder);
      const connection = await fillWithCertificates(form, broker);
      const parameters = await fillProducerOfMqtt5(form);
      await produce(t, folder, { connection, operation: "producer", parameters });

      const consumer = { connection, operation: "consumer", parameters: await fillConsumer(form) };
      const { attribute } = await start(t, "consume", folder, consumer, ["--count", "1"]).message();
      assert.equal(attribute.contentType, "text/plain");
      assert.deepEqual(attribute.userProperties, [["site", "4"], ["shift", "late"]]);
    });
  });
}
