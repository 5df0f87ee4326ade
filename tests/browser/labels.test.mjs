// The forms as they first show: tabs, labels and their order, what is required, defaults, help; in both
// engines and both languages.
//
// Takes over 10 s beside other tests: two pages are bundled, and two browsers start.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { startBrowser } from "./browser.mjs";
import { languages, loadForm, settings } from "./documents.mjs";
import { engines, Form } from "./form.mjs";

// The fields that platforms know of MQTT connections, in the words and in the order that they are used to.
const known = {
  en: {
    connection: [
      ["Broker URL", "Protocol", "Client ID", "User Name", "Password", "TLS Client Certificate",
        "TLS Client Key", "TLS Server Certificate"],
      ["Enable Will Message", "Will Topic", "Will Payload", "Will QoS", "Retain Will Message",
        "Clean Session", "Keep Order", "Keep Alive", "Ping Timeout", "Connect Timeout", "Auto Reconnect",
        "Maximum Reconnect Interval", "Retry Connect", "Connect Retry Interval", "Write Timeout"],
    ],
    consumer: [["Topics", "QoS", "Acknowledgement Mode"]],
    producer: [["Topic", "Content", "QoS", "Retain"]],
  },
  zh: {
    connection: [
      ["Broker URL", "连接协议", "Client ID", "用户名", "密码", "TLS 客户端证书", "TLS 客户端 Key",
        "TLS 服务端证书"],
      ["是否启用遗嘱消息", "遗嘱主题", "遗嘱内容", "遗嘱 QoS", "是否保存遗嘱消息", "是否清除会话",
        "是否顺序发送", "keep-alive 超时时间", "ping 超时时间", "connect 超时时间", "是否自动重试连接",
        "reconnect 最大间隔时间", "是否重试 connect", "connect 重试间隔时间", "write 超时时间"],
    ],
    consumer: [["订阅主题", "QoS", "确认模式"]],
    producer: [["主题", "消息内容", "QoS", "是否保存消息"]],
  },
};

// With these every field of the connection shows that the lists above know.
const everything = { protocol: "WSS", willEnabled: true, autoReconnect: true, connectRetry: true };

const marked = (label) => label.endsWith("*");
const bare = (label) => label.replace(/\s*\*$/, "");

async function labelsOfTabs(form) {
  const count = Math.max(1, (await form.tabs()).length);
  const labels = [];
  for (let tab = 0; tab < count; ++tab) {
    if (count > 1) await form.openTab(tab);
    labels.push((await form.fields()).map(({ label }) => label));
  }
  return labels;
}

let browser;
let form;
before(async () => (browser = await startBrowser()));
after(() => browser.close());

function testFirstSight(name) {
  for (const language of languages) {
    test(`shows the ${name}'s fields in order, in ${language}`, async () => {
      await form.show(loadForm(name, language), { data: name === "connection" ? everything : {} });
      const shown = (await labelsOfTabs(form)).map((labels) => labels.map(bare));
      const expected = known[language][name];
      assert.equal(shown.length, expected.length);
      expected.forEach((labels, tab) => {
        assert.deepEqual(shown[tab].filter((label) => labels.includes(label)), labels);
      });
    });
  }

  test(`begins with the ${name}'s defaults`, async () => {
    await form.show(loadForm(name, "en"));
    const data = await form.data();
    for (const field of settings.forms[name].filter((each) => "default" in each)) {
      assert.equal(data[field.key], field.default, field.key);
    }
  });
}

for (const engine of engines) {
  describe(engine, () => {
    before(async () => (form = await Form.open(browser, engine)));

    Object.keys(known.en).forEach(testFirstSight);

    for (const language of languages) {
      test(`names the tabs in ${language}`, async () => {
        await form.show(loadForm("connection", language));
        assert.deepEqual(await form.tabs(), settings.tabs.map(({ label }) => label[language]));
      });

      // JSON Forms leaves out the help of lists, and puts an error in the place of help.
      test(`explains the fields in ${language}`, async () => {
        await form.show(loadForm("producer", language), { data: { topic: "a" } });
        const listed = ({ type }) => type === "list" || type === "map";
        for (const field of settings.forms.producer.filter((each) => !listed(each))) {
          const text = await form.field(field.key).innerText();
          assert.ok(text.includes(field.help[language]), field.key);
        }
      });
    }

    test("marks what is required", async () => {
      const markedKeys = (fields) => fields.filter(({ label }) => marked(label)).map(({ key }) => key);
      await form.show(loadForm("connection", "en"));
      assert.deepEqual(markedKeys(await form.allFields()), ["brokerUrl", "protocol", "clientId"]);
      await form.show(loadForm("producer", "en"));
      assert.deepEqual(markedKeys(await form.fields()), ["topic"]);
    });
  });
}
