// A real broker on a free port of loopback, for one user, which ends with the test.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
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

function writeConfiguration(folder, port) {
  const passwords = join(folder, "passwords");
  writeFileSync(passwords, "");
  spawnSync("mosquitto_passwd", ["-b", passwords, user.name, user.password]);
  const configuration = join(folder, "mosquitto.conf");
  const lines = [`listener ${port} 127.0.0.1`, "allow_anonymous false", `user ${userInfo().username}`, `password_file ${passwords}`];
  writeFileSync(configuration, lines.join("\n") + "\n");
  return configuration;
}

// Gives the port once the broker runs; nothing when it has ended instead.
async function startOnce(test, folder) {
  const port = await freePort();
  const words = ["-c", writeConfiguration(folder, port)];
  const broker = spawn("mosquitto", words, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(broker, "close");
  test.after(() => {
    broker.kill("SIGKILL");
    return ended;
  });
  for await (const line of createInterface({ input: broker.stderr })) {
    if (line.endsWith(" running")) {
      broker.stderr.resume();
      return port;
    }
  }
}

// Another process may take the port between the moment it was free and the broker's bind.
export async function startBroker(test, folder) {
  for (let attempt = 0; attempt < 5; ++attempt) {
    const port = await startOnce(test, folder);
    if (port) return port;
  }
  throw new Error("mosquitto does not start");
}
