"""Looks after a connection: tries it step by step, opens it, publishes one message, gives it other
credentials, and says what it has done.

    python3 examples/embedding/python/care.py PLUGIN CONNECTION TOPIC CHANGES

CONNECTION and CHANGES are JSON: settings, and those that change, such as {"password": "new"}.
"""

import json
import select
import sys
from ctypes import POINTER, byref, c_char_p, c_size_t, c_uint32, c_uint64

import host


def optional(library, name, *types):
    """A function that an older plugin may not have: then None."""
    function = getattr(library, name, None)
    if function is not None:
        function.argtypes = types
    return function


class Care:
    def __init__(self, plugin):
        text = POINTER(host.Text)
        self.plugin, library = plugin, plugin.library
        self.probes = optional(
            library, "ipaas_connection_probe", c_char_p, c_size_t, c_uint32, text, text
        )
        self.counts = optional(library, "ipaas_connection_stats", c_uint64, text, text)
        self.updates = optional(
            library, "ipaas_connection_update", c_uint64, c_char_p, c_size_t, text
        )

    def probe(self, request):
        """Waits, at most ten seconds: not for the thread of an event loop."""
        text, report = json.dumps(request).encode(), host.Text(1 << 20)
        self.plugin.call("connection_probe", text, len(text), 10_000, byref(report))
        return report.json()

    def statistics(self, connection):
        report, status = host.Text(1 << 14), host.BUFFER_TOO_SMALL
        while status == host.BUFFER_TOO_SMALL:
            report = host.Text(max(report.length, report.capacity))
            status = self.plugin.call("connection_stats", connection, byref(report))
        return report.json()

    def update(self, connection, changes):
        text = json.dumps(changes).encode()
        self.plugin.call("connection_update", connection, text, len(text))


def wait_for(operation, kind, code):
    """Takes records until one of this kind and code has come."""
    readable = select.poll()
    readable.register(operation.descriptor, select.POLLIN)
    while True:
        readable.poll()
        for record in operation.take():
            if record.kind == kind and record.code == code:
                return record
            if record.kind == host.EVENT and record.code == host.EVENT_FAILED:
                sys.exit(record.error.decode())


def main(path, settings, topic, changes):
    plugin = host.Plugin(path)
    care, settings = Care(plugin), json.loads(settings)
    if care.probes:
        report = care.probe({"connection": settings, "subscribe": True, "topic": topic})
        for step in (each for broker in report["brokers"] for each in broker["steps"]):
            print("step", step["step"], step["status"], step.get("error", {}).get("Code", ""))
    connection = plugin.open_connection(settings)
    producer = host.Operation(plugin, connection, "producer", {"topic": topic, "qos": 1})
    producer.put(host.MESSAGE, 1, payload=b"hello")
    producer.flush()
    wait_for(producer, host.OUTCOME, host.SUCCEEDED)
    if care.updates:
        care.update(connection, json.loads(changes))
        wait_for(producer, host.EVENT, host.EVENT_UP)  # connected again, with the new credentials
    if care.counts:
        counted = care.statistics(connection)
        print("statistics", counted["state"], "published", sum(counted["out"]["messages"]))
    plugin.call("connection_close", connection, 1_000)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: care.py PLUGIN CONNECTION TOPIC CHANGES")
    try:
        main(*sys.argv[1:])
    except host.Failure as failure:
        sys.exit(f"{failure}: {failure.problems}")
