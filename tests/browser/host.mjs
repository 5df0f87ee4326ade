// ipaas-host as a child: what the plugin says of a configuration, and messages through it.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const program = process.env.IPAAS_HOST;

// A folder that is gone when the test is over.
export function temporaryFolder(test) {
  const folder = mkdtempSync(join(tmpdir(), "ipaas-browser-"));
  test.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function writeJson(folder, name, value) {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, JSON.stringify(value));
  return path;
}

function halves(folder, { connection, operation, parameters }) {
  const words = [];
  if (connection) words.push("--connection", writeJson(folder, "connection", connection));
  if (parameters) words.push("--parameters", writeJson(folder, "parameters", parameters));
  if (operation) words.push("--operation", operation);
  return words;
}

// The report of ipaas_validate, with the state of every field.
export function validate(folder, request, language = "en") {
  const words = ["validate", "--json", "--language", language, ...halves(folder, request)];
  const run = spawnSync(program, words, { encoding: "utf8" });
  if (!run.stdout) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

// A running command, whose lines are its messages. It ends with the test at the latest.
export function start(test, command, folder, request, words) {
  const child = spawn(program, [command, ...halves(folder, request), ...words]);
  const ended = once(child, "close").then(([status]) => status);
  child.stderr.setEncoding("utf8");
  let errors = "";
  child.stderr.on("data", (text) => (errors += text));
  test.after(() => {
    child.kill("SIGKILL");
    return ended;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    input: child.stdin,
    ended,
    errors: () => errors,
    async message() {
      const { done, value } = await lines.next();
      if (done) throw new Error(`${command} has ended: ${errors}`);
      return JSON.parse(value);
    },
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
