"""A Consumer, a flow and a Producer: each message is published again in upper case, and
acknowledged when its publication was. An empty message makes the flow fail; it comes again.

    python3 examples/embedding/python/flow.py PLUGIN CONNECTION CONSUMER PRODUCER

The last three are JSON: the connection's settings, and the parameters of both operations. It ends
with SIGTERM or SIGINT: with 0 in order, 1 when the connection fails, 2 for a bad configuration.
"""

import json
import select
import signal
import socket
import sys

import host

VERDICTS = {
    host.SUCCEEDED: host.ACCEPT,
    host.KEPT: host.ACCEPT,
    host.FAILED_RETRYABLE: host.RETRY,
}


def print_problems(problems):
    for each in problems:
        print("problem", each["Code"], each.get("Field", "-") + ":", each["Description"])


def is_valid(plugin, connection, operation, parameters):
    """Checks without connecting, and prints what is wrong at which field."""
    request = {"connection": connection, "operation": operation, "parameters": parameters}
    report = plugin.validate(request)
    print_problems(report["errors"] + report["warnings"])
    return report["valid"]


def run_flow(payload):
    """The flow itself."""
    if not payload:
        raise ValueError("The message is empty.")
    return payload.upper()


class Relay:
    def __init__(self, consumer, producer):
        self.consumer, self.producer = consumer, producer
        self.signalled = self.stopping = self.failed = False
        self.waiting = select.poll()
        self.waiting.register(producer.descriptor, select.POLLIN)
        # A signal also writes into this pair, and so ends the wait whenever it comes.
        self.wake_up, self.writer = socket.socketpair()
        self.writer.setblocking(False)
        self.waiting.register(self.wake_up, select.POLLIN)
        signal.set_wakeup_fd(self.writer.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.on_signal)

    def on_signal(self, _number, _frame):
        self.signalled = True

    def on_message(self, message):
        """The result goes to the Producer under the message's own token, which nothing else has
        until the message is settled. Its attribute goes along, for ${attribute.topic} to work.
        """
        print(f"message {message.payload.decode(errors='replace')} (delivery {message.deliveries})")
        try:
            result = run_flow(message.payload)
        except Exception as problem:
            why = json.dumps({"Code": "FLOW:FAILED", "Description": str(problem)}).encode()
            self.consumer.put(host.SETTLEMENT, message.token, host.RETRY, error=why)
        else:
            parts = {"attribute": message.attribute, "variable": message.variable}
            self.producer.put(host.MESSAGE, message.token, payload=result, **parts)

    def on_outcome(self, outcome):
        """What became of the result decides what becomes of the message."""
        verdict = VERDICTS.get(outcome.code, host.REJECT)
        self.consumer.put(host.SETTLEMENT, outcome.token, verdict, error=outcome.error)

    def on_event(self, operation, event):
        about = json.loads(event.attribute)
        print(f"event {operation.name} {about['event']} {about['code']}: {about['text']}")
        operation.ended = event.code == host.EVENT_STOPPED
        self.failed |= event.code == host.EVENT_FAILED

    def take(self, operation):
        for record in operation.take():
            if record.kind == host.MESSAGE:
                self.on_message(record)
            elif record.kind == host.OUTCOME:
                self.on_outcome(record)
            elif record.kind == host.EVENT:
                self.on_event(operation, record)

    def turn(self):
        """Waits for records of both sides. While the Producer has no room nothing is taken from the
        Consumer: its window fills, and holds the broker back.
        """
        full = bool(self.producer.outgoing) and not self.stopping
        self.waiting.register(self.consumer.descriptor, 0 if full else select.POLLIN)
        self.waiting.poll(100 if self.producer.outgoing else None)
        self.take(self.producer)
        if not full:
            self.take(self.consumer)
        self.producer.flush()
        self.consumer.flush()
        sys.stdout.flush()

    def run(self):
        while not self.signalled and not self.failed:
            self.turn()
        # First the Consumer ends: what it has handed over is published and settled meanwhile.
        self.stopping = True
        self.waiting.unregister(self.wake_up)
        for operation, timeout_ms in ((self.consumer, 10_000), (self.producer, 1_000)):
            operation.stop(timeout_ms)
            while not operation.ended:
                self.turn()
        return 1 if self.failed else 0


def main(path, connection, consumer, producer):
    plugin = host.Plugin(path)
    connection, consumer, producer = map(json.loads, (connection, consumer, producer))
    if not is_valid(plugin, connection, "consumer", consumer):
        return 2
    if not is_valid(plugin, connection, "producer", producer):
        return 2
    try:
        handle = plugin.open_connection(connection)
        source = host.Operation(plugin, handle, "consumer", consumer)
        target = host.Operation(plugin, handle, "producer", producer)
        status = Relay(source, target).run()
        plugin.call("connection_close", handle, 1_000)
    except host.Failure as failure:
        print(failure)
        print_problems(failure.problems)
        return 1
    plugin.unload()
    return status


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: flow.py PLUGIN CONNECTION CONSUMER PRODUCER")
    sys.exit(main(*sys.argv[1:]))
