// Forms filled in as a user does give configurations that work: with a real broker, a message passes.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./browser.mjs";
import { loadForm } from "./documents.mjs";
import { engines, Form } from "./form.mjs";
import { start, temporaryFolder, validate } from "./host.mjs";
import { startBroker, user } from "./mosquitto.mjs";

let browser;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

async function fillConnection(form, port) {
  await form.show(loadForm("connection", "en"));
  await form.type("brokerUrl", `127.0.0.1:${port}`);
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

async function fillConsumer(form) {
  await form.show(loadForm("consumer", "zh"));
  await form.addToList("topics", "lines/+/state");
  await form.addToList("topics", "lines/will");
  await form.choose("qos", "至少一次 (At Least Once)");
  return form.data();
}

async function fillProducer(form) {
  await form.show(loadForm("producer", "en"));
  await form.type("topic", "lines/${attribute.line}/state");
  await form.type("payload", "press ${payload.press}");
  await form.choose("qos", "Exactly Once");
  await form.tick("retain");
  return form.data();
}

for (const engine of engines) {
  describe(engine, () => {
    test("gives a connection, a Consumer and a Producer that work", async (t) => {
      const folder = temporaryFolder(t);
      const port = await startBroker(t, folder);
      const form = await Form.open(browser, engine);
      const connection = await fillConnection(form, port);
      const consumer = { connection, operation: "consumer", parameters: await fillConsumer(form) };
      const producer = { connection, operation: "producer", parameters: await fillProducer(form) };
      assert.equal(connection.maxInFlight, 20);
      assert.deepEqual(consumer.parameters.topics, ["lines/+/state", "lines/will"]);
      for (const request of [consumer, producer]) assert.deepEqual(validate(folder, request).errors, []);

      const producing = start(t, "produce", folder, producer, ["--json"]);
      producing.input.end(JSON.stringify({ payload: { press: 7 }, attribute: { line: 4 } }) + "\n");
      assert.equal(await producing.ended, 0, producing.errors());

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
  });
}
