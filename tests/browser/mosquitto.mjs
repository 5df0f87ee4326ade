// A real broker on free ports of loopback, which ends with the test: TCP for one user, TLS for whoever
// shows a certificate.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

export const user = { name: "press", password: "p%ss word:1" };

// One that signs itself, for both sides: each trusts the other by it.
function makeCertificate(folder) {
  const files = { certificate: join(folder, "certificate.pem"), key: join(folder, "key.pem") };
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const outputs = ["-keyout", files.key, "-out", files.certificate, "-days", "2"];
  const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  spawnSync("openssl", ["req", "-x509", ...kind, ...subject, ...outputs]);
  return files;
}

function writePasswords(folder) {
  const file = join(folder, "passwords");
  writeFileSync(file, "");
  spawnSync("mosquitto_passwd", ["-b", file, user.name, user.password]);
  return file;
}

function writeConfiguration(folder, ports, { certificate, key }) {
  const file = join(folder, "mosquitto.conf");
  const lines = [
    `user ${userInfo().username}`,
    "per_listener_settings true",
    `listener ${ports.tcp} 127.0.0.1`,
    "allow_anonymous false",
    `password_file ${writePasswords(folder)}`,
    `listener ${ports.tls} 127.0.0.1`,
    "allow_anonymous true",
    "require_certificate true",
    `cafile ${certificate}`,
    `certfile ${certificate}`,
    `keyfile ${key}`,
  ];
  writeFileSync(file, lines.join("\n") + "\n");
  return file;
}

// Gives the ports once the broker runs; nothing when it has ended instead.
async function startOnce(test, folder, files) {
  const ports = { tcp: await freePort(), tls: await freePort() };
  const words = ["-c", writeConfiguration(folder, ports, files)];
  const broker = spawn("mosquitto", words, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(broker, "close");
  test.after(() => {
    broker.kill("SIGKILL");
    return ended;
  });
  for await (const line of createInterface({ input: broker.stderr })) {
    if (line.endsWith(" running")) {
      broker.stderr.resume();
      return ports;
    }
  }
}

// Another process may take a port between the moment it was free and the broker's bind.
export async function startBroker(test, folder) {
  const files = makeCertificate(folder);
  for (let attempt = 0; attempt < 5; ++attempt) {
    const ports = await startOnce(test, folder, files);
    if (!ports) continue;
    const read = (path) => readFileSync(path, "utf8");
    return { ports, certificate: read(files.certificate), key: read(files.key) };
  }
  throw new Error("mosquitto does not start");
}
