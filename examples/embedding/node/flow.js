// A Consumer, a flow and a Producer: each message is published again in upper case, and
// acknowledged when its publication was. An empty message makes the flow fail; it comes again.
//
//     npm ci
//     node flow.js PLUGIN CONNECTION CONSUMER PRODUCER
//
// The last three are JSON: the connection's settings, and the parameters of both operations. It
// ends with SIGTERM or SIGINT: with 0 in order, 1 when the connection fails, 2 for a bad
// configuration.
'use strict';
const host = require('./host.js');

function printProblems(problems) {
  for (const each of problems)
    console.log(`problem ${each.Code} ${each.Field ?? '-'}: ${each.Description}`);
}

// Checks without connecting, and prints what is wrong at which field.
function isValid(plugin, connection, operation, parameters) {
  const report = plugin.validate({connection, operation, parameters});
  printProblems([...report.errors, ...report.warnings]);
  return report.valid;
}

// The flow itself. It may take its time: others run meanwhile, up to the connection's maxInFlight.
async function runFlow(payload) {
  if (payload.length === 0) throw new Error('The message is empty.');
  return payload.toString().toUpperCase();
}

class Relay {
  constructor(consumer, producer) {
    Object.assign(this, {consumer, producer, check() {}});
    this.signalled = this.stopping = this.failed = false;
    for (const side of [consumer, producer]) side.pipe.on('data', () => this.turn());
  }

  // The result goes to the Producer under the message's own token, which nothing else has until the
  // message is settled. Its attribute goes along: parameters can then say ${attribute.topic}.
  async onMessage({token, deliveries, payload, attribute, variable}) {
    console.log(`message ${payload} (delivery ${deliveries})`);
    try {
      const result = await runFlow(payload);
      this.producer.put({kind: host.kind.message, token, payload: result, attribute, variable});
    } catch (problem) {
      const error = JSON.stringify({Code: 'FLOW:FAILED', Description: problem.message});
      this.consumer.put({kind: host.kind.settlement, token, code: host.verdict.retry, error});
    }
    this.flush();
  }

  // What became of the result decides what becomes of the message.
  onOutcome({token, code, error}) {
    const {succeeded, kept, failedRetryable} = host.outcome;
    const {accept, retry, reject} = host.verdict;
    const verdict = {[succeeded]: accept, [kept]: accept, [failedRetryable]: retry}[code] ?? reject;
    this.consumer.put({kind: host.kind.settlement, token, code: verdict, error});
  }

  onEvent(side, {code, attribute}) {
    const about = JSON.parse(attribute);
    console.log(`event ${side.name} ${about.event} ${about.code}: ${about.text}`);
    if (code === host.event.failed) this.failed = true;
    if (code === host.event.stopped) side.ended = true;
  }

  take(side) {
    for (const record of side.take()) {
      if (record.kind === host.kind.message) this.onMessage(record);
      if (record.kind === host.kind.outcome) this.onOutcome(record);
      if (record.kind === host.kind.event) this.onEvent(side, record);
    }
  }

  // While the Producer has no room nothing is taken from the Consumer: its window fills, and holds
  // the broker back.
  turn() {
    this.take(this.producer);
    this.flush();
    if (this.producer.outgoing.length === 0 || this.stopping) this.take(this.consumer);
    this.flush();
    this.check();
  }

  flush() {
    this.producer.flush();
    this.consumer.flush();
    clearTimeout(this.soon);
    if (this.producer.outgoing.length > 0) this.soon = setTimeout(() => this.turn(), 100);
  }

  // Goes on when the condition holds; it is looked at after every turn.
  until(condition) {
    return new Promise((resolve) => {
      this.check = () => condition() && resolve();
      this.check();
    });
  }

  async run() {
    for (const name of ['SIGTERM', 'SIGINT']) {
      process.on(name, () => {
        this.signalled = true;
        this.check();
      });
    }
    await this.until(() => this.signalled || this.failed);
    // First the Consumer ends: what it has handed over is published and settled meanwhile.
    this.stopping = true;
    this.consumer.stop(10_000);
    await this.until(() => this.consumer.ended);
    this.producer.stop(1_000);
    await this.until(() => this.producer.ended);
    clearTimeout(this.soon);
    return this.failed ? 1 : 0;
  }
}

async function main(path, ...documents) {
  const plugin = new host.Plugin(path);
  const [connection, consumer, producer] = documents.map((text) => JSON.parse(text));
  if (!isValid(plugin, connection, 'consumer', consumer)) return 2;
  if (!isValid(plugin, connection, 'producer', producer)) return 2;
  const handle = plugin.openConnection(connection);
  const source = new host.Operation(plugin, handle, 'consumer', consumer);
  const target = new host.Operation(plugin, handle, 'producer', producer);
  const status = await new Relay(source, target).run();
  for (const side of [source, target]) side.pipe.destroy();
  plugin.call('closeConnection', handle, 1_000);
  plugin.unload();
  return status;
}

// From wherever it was thrown, in an event's handler too.
process.on('uncaughtException', (problem) => {
  console.log(problem.message);
  printProblems(problem.problems ?? []);
  process.exit(1);
});

if (process.argv.length !== 6)
  throw new Error('usage: flow.js PLUGIN CONNECTION CONSUMER PRODUCER');
main(...process.argv.slice(2)).then((status) => (process.exitCode = status));
