// A second, independent broker: aedes over TCP, TLS, WebSocket and secure WebSocket.
//
//   node aedes_broker.mjs FOLDER CERTIFICATE KEY TCP TLS WS WSS
//
// FOLDER is where scripts/install_npm.sh has put the packages, the last four are ports of loopback.
// It accepts connections on all of them, or ends. Whoever starts it ends it.
import { readFileSync } from "node:fs";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import { createRequire } from "node:module";
import { createServer as createTcp } from "node:net";
import { createServer as createTls } from "node:tls";

const [folder, certificate, key, ...ports] = process.argv.slice(2);
const packages = createRequire(`${folder}/package.json`);
const aedes = packages("aedes").createBroker({ concurrency: 1000 });
const { WebSocketServer, createWebSocketStream } = packages("ws");

function carryWebSocket(server) {
  const sockets = new WebSocketServer({ server, path: "/mqtt", handleProtocols: () => "mqtt" });
  sockets.on("connection", (socket, request) => {
    aedes.handle(createWebSocketStream(socket), request);
  });
  return server;
}

const identity = { cert: readFileSync(certificate), key: readFileSync(key) };
const servers = [
  createTcp({ noDelay: true }, aedes.handle),
  createTls({ ...identity, noDelay: true }, aedes.handle),
  carryWebSocket(createHttp()),
  carryWebSocket(createHttps(identity)),
];

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(Number(port), "127.0.0.1", resolve);
  });
}

await Promise.all(servers.map((server, index) => listen(server, ports[index])));
