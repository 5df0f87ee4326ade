// What a host in Node.js needs around plugin.h. koffi calls C functions; every call here returns at
// once, so that the event loop is never held up and no thread of the pool is used.
'use strict';
const fs = require('node:fs');
const koffi = require('koffi');
const {Socket} = require('node:net');

const BUFFER_TOO_SMALL = 2;
const kind = {message: 1, settlement: 2, outcome: 3, event: 4};
const verdict = {accept: 1, retry: 2, reject: 3};
const outcome = {succeeded: 1, failedRetryable: 2, failed: 3, kept: 4};
const event = {failed: 4, stopped: 5};
const HEADER_SIZE = 48;

koffi.struct('text', {data: 'void *', capacity: 'size_t', length: 'size_t'});
const declarations = {
  validate: 'int32_t ipaas_validate(const char *, size_t, _Inout_ text *)',
  openConnection:
      'int32_t ipaas_connection_open(const char *, size_t, _Out_ uint64_t *, _Inout_ text *)',
  closeConnection: 'int32_t ipaas_connection_close(uint64_t, uint32_t, _Inout_ text *)',
  openOperation:
      'int32_t ipaas_operation_open(uint64_t, const char *, size_t, _Out_ uint64_t *, _Inout_ text *)',
  fd: 'int32_t ipaas_operation_fd(uint64_t, _Out_ int32_t *, _Inout_ text *)',
  submit:
      'int32_t ipaas_operation_submit(uint64_t, const void *, size_t, _Out_ size_t *, _Inout_ text *)',
  take:
      'int32_t ipaas_operation_take(uint64_t, void *, size_t, _Out_ size_t *, _Inout_ text *)',
  stop: 'int32_t ipaas_operation_stop(uint64_t, uint32_t, _Inout_ text *)',
};

// An ipaas_text. koffi replaces `data` by an address; the buffer itself has to be kept alive.
class Text {
  constructor(capacity) {
    this.buffer = Buffer.alloc(capacity);
    this.argument = {data: this.buffer, capacity, length: 0};
  }
  json() {
    const {length} = this.argument;
    return length > 0 && length <= this.buffer.length ?
        JSON.parse(this.buffer.toString('utf8', 0, length)) :
        {};
  }
}

// A call that was refused. `problems`: objects with Code, Description and maybe Field.
class Failure extends Error {
  constructor(call, status, error) {
    super(`${call}: status ${status}`);
    this.problems = error.Errors ?? (error.Code ? [error] : []);
  }
}

class Plugin {
  constructor(path) {
    this.library = koffi.load(path);
    const version = this.library.func('uint32_t ipaas_abi_version()')();
    if (version >>> 16 !== 1)
      throw new Error(`${path} speaks another major version of the contract`);
    this.functions = {};
    for (const [name, text] of Object.entries(declarations))
      this.functions[name] = this.library.func(text);
  }

  // Calls a function whose last parameter is the error, and throws Failure below 0.
  call(name, ...given) {
    const error = new Text(16384);
    const status = this.functions[name](...given, error.argument);
    if (status < 0) throw new Failure(name, status, error.json());
    return status;
  }

  validate(request) {
    const text = Buffer.from(JSON.stringify(request));
    let report = new Text(65536);
    while (this.functions.validate(text, text.length, report.argument) === BUFFER_TOO_SMALL) {
      report = new Text(Number(report.argument.length));
    }
    return report.json();
  }

  // Handles and tokens are below 2^53 by the contract, so that they fit into a number.
  openConnection(settings) {
    const text = Buffer.from(JSON.stringify(settings));
    const handle = [0];
    this.call('openConnection', text, text.length, handle);
    return handle[0];
  }

  unload() { this.library.unload(); }
}

// Records in and out. What there was no room for stays in `outgoing`.
class Operation {
  constructor(plugin, connection, name, parameters) {
    const text = Buffer.from(JSON.stringify({operation: name, parameters}));
    const handle = [0];
    const descriptor = [0];
    plugin.call('openOperation', connection, text, text.length, handle);
    plugin.call('fd', handle[0], descriptor);
    Object.assign(this, {plugin, name, handle: handle[0], outgoing: Buffer.alloc(0), ended: false});
    this.room = new BigUint64Array(8192);  // of 8 bytes each: take wants records aligned
    // The pipe once more, with a descriptor of our own, which the socket reads from and closes.
    const flags = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK;
    this.pipe = new Socket(
        {fd: fs.openSync(`/dev/fd/${descriptor[0]}`, flags), readable: true, writable: false});
  }

  put({kind, token, code = 0, payload = '', error = '', attribute = '', variable = ''}) {
    const parts = [payload, error, attribute, variable].map((part) => Buffer.from(part));
    const length = parts.reduce((sum, part) => sum + part.length, HEADER_SIZE);
    const record = Buffer.alloc(Math.ceil(length / 8) * 8);
    record.writeUInt32LE(record.length, 0);
    record.writeUInt16LE(HEADER_SIZE, 4);
    record.writeUInt16LE(kind, 6);
    record.writeBigUInt64LE(BigInt(token), 8);
    record.writeUInt32LE(code, 20);
    let at = HEADER_SIZE;
    parts.forEach((part, i) => {
      record.writeUInt32LE(part.length, 32 + 4 * i);
      at += part.copy(record, at);
    });
    this.outgoing = Buffer.concat([this.outgoing, record]);
  }

  // Submits what the plugin has room for. With AGAIN the rest stays for the next time.
  flush() {
    if (this.outgoing.length === 0 || this.ended) return;
    const accepted = [0];
    this.plugin.call('submit', this.handle, this.outgoing, this.outgoing.length, accepted);
    this.outgoing = this.outgoing.subarray(accepted[0]);
  }

  // Every record that waits. The socket has read what the pipe said: nothing may be left.
  * take() {
    for (const length = [0];;) {
      const status = this.plugin.call('take', this.handle, this.room, this.room.byteLength, length);
      if (status === BUFFER_TOO_SMALL) {
        this.room = new BigUint64Array(Math.ceil(length[0] / 8));
      } else if (length[0] === 0) {
        return;
      } else {
        // A copy: the next take writes over the buffer, while flows may still hold their payload.
        yield* records(Buffer.from(Buffer.from(this.room.buffer, 0, length[0])));
      }
    }
  }

  stop(timeoutMs) { this.plugin.call('stop', this.handle, timeoutMs); }
}

function* records(data) {
  for (let start = 0; start < data.length; start += data.readUInt32LE(start)) {
    let at = start + data.readUInt16LE(start + 4);
    const part = (i) => data.subarray(at, (at += data.readUInt32LE(start + 32 + 4 * i)));
    yield {
      kind: data.readUInt16LE(start + 6),
      token: Number(data.readBigUInt64LE(start + 8)),
      code: data.readUInt32LE(start + 20),
      deliveries: data.readUInt32LE(start + 24),
      payload: part(0),
      error: part(1),
      attribute: part(2),
      variable: part(3),
    };
  }
}

module.exports = {
  Plugin,
  Operation,
  Failure,
  kind,
  verdict,
  outcome,
  event
};
