"""What a host in Python needs around plugin.h. Standard library only.

ctypes lets other Python threads run during a call; plugin.h says which calls may overlap.
"""

import ctypes
import json
import struct
from ctypes import POINTER, byref, c_char_p, c_int32, c_size_t, c_uint32, c_uint64, c_void_p
from typing import NamedTuple

BUFFER_TOO_SMALL = 2
MESSAGE, SETTLEMENT, OUTCOME, EVENT = 1, 2, 3, 4
ACCEPT, RETRY, REJECT = 1, 2, 3
SUCCEEDED, FAILED_RETRYABLE, FAILED, KEPT = 1, 2, 3, 4
EVENT_UP, EVENT_FAILED, EVENT_STOPPED = 2, 4, 5

# size, header_size, kind, token, flags, code, deliveries, reserved, and the lengths of the parts
HEADER = struct.Struct("<IHHQ8I")


class Text(ctypes.Structure):
    """ipaas_text, with its buffer beside it, so that both live as long."""

    _fields_ = [("data", c_void_p), ("capacity", c_size_t), ("length", c_size_t)]

    def __init__(self, capacity):
        self.buffer = ctypes.create_string_buffer(capacity)
        super().__init__(ctypes.addressof(self.buffer), capacity, 0)

    def json(self):
        fits = 0 < self.length <= self.capacity
        return json.loads(self.buffer.raw[: self.length]) if fits else {}


# Without the types, ctypes would pass handles and lengths as 32 bits.
PARAMETERS = {
    "validate": (c_char_p, c_size_t, POINTER(Text)),
    "connection_open": (c_char_p, c_size_t, POINTER(c_uint64), POINTER(Text)),
    "connection_close": (c_uint64, c_uint32, POINTER(Text)),
    "operation_open": (c_uint64, c_char_p, c_size_t, POINTER(c_uint64), POINTER(Text)),
    "operation_fd": (c_uint64, POINTER(c_int32), POINTER(Text)),
    "operation_submit": (c_uint64, c_char_p, c_size_t, POINTER(c_size_t), POINTER(Text)),
    "operation_take": (c_uint64, c_void_p, c_size_t, POINTER(c_size_t), POINTER(Text)),
    "operation_stop": (c_uint64, c_uint32, POINTER(Text)),
}


class Failure(Exception):
    """A call that was refused. `problems`: objects with Code, Description and maybe Field."""

    def __init__(self, call, status, error):
        super().__init__(f"{call}: status {status}")
        self.problems = error.get("Errors", [error] if error else [])


class Plugin:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)  # dlopen with RTLD_LOCAL | RTLD_NOW
        if self.library.ipaas_abi_version() >> 16 != 1:
            raise RuntimeError(f"{path} speaks another major version of the contract")
        for name, types in PARAMETERS.items():
            self.library["ipaas_" + name].argtypes = types

    def call(self, name, *arguments):
        """Calls a function whose last parameter is the error, and raises Failure below 0."""
        error = Text(16384)
        status = self.library["ipaas_" + name](*arguments, byref(error))
        if status < 0:
            raise Failure(name, status, error.json())
        return status

    def validate(self, request):
        text, report = json.dumps(request).encode(), Text(65536)
        while self.library["ipaas_validate"](text, len(text), byref(report)) == BUFFER_TOO_SMALL:
            report = Text(report.length)
        return report.json()

    def open_connection(self, settings):
        text, handle = json.dumps(settings).encode(), c_uint64()
        self.call("connection_open", text, len(text), byref(handle))
        return handle.value

    def unload(self):
        ctypes.CDLL(None).dlclose(c_void_p(self.library._handle))


class Record(NamedTuple):
    kind: int
    token: int
    code: int
    deliveries: int
    payload: bytes
    error: bytes
    attribute: bytes
    variable: bytes


class Operation:
    """Records in and out. What there was no room for stays in `outgoing`."""

    def __init__(self, plugin, connection, name, parameters):
        self.plugin, self.name = plugin, name
        self.outgoing, self.ended = bytearray(), False
        text = json.dumps({"operation": name, "parameters": parameters}).encode()
        handle, descriptor = c_uint64(), c_int32()
        plugin.call("operation_open", connection, text, len(text), byref(handle))
        plugin.call("operation_fd", handle, byref(descriptor))
        self.handle, self.descriptor = handle.value, descriptor.value
        self.room = (c_uint64 * 8192)()  # of 8 bytes each: take wants records aligned

    def put(self, kind, token, code=0, payload=b"", error=b"", attribute=b"", variable=b""):
        parts = payload + error + attribute + variable
        size = (HEADER.size + len(parts) + 7) // 8 * 8
        lengths = len(payload), len(error), len(attribute), len(variable)
        header = HEADER.pack(size, HEADER.size, kind, token, 0, code, 0, 0, *lengths)
        self.outgoing += (header + parts).ljust(size, b"\0")

    def flush(self):
        """Submits what the plugin has room for. With AGAIN the rest stays for the next time."""
        if self.outgoing and not self.ended:
            accepted, records = c_size_t(), bytes(self.outgoing)
            self.plugin.call(
                "operation_submit", self.handle, records, len(records), byref(accepted)
            )
            del self.outgoing[: accepted.value]

    def take(self):
        """The records that wait: as many as there is room for."""
        length = c_size_t()
        while self.take_into(length) == BUFFER_TOO_SMALL:
            self.room = (c_uint64 * ((length.value + 7) // 8))()
        taken, at = bytes(memoryview(self.room).cast("B")[: length.value]), 0
        while at < len(taken):
            header = HEADER.unpack_from(taken, at)
            size, header_size, kind, token, _flags, code, deliveries, _reserved, *lengths = header
            part, parts = at + header_size, []
            for part_length in lengths:
                parts.append(taken[part : part + part_length])
                part += part_length
            yield Record(kind, token, code, deliveries, *parts)
            at += size

    def take_into(self, length):
        capacity = ctypes.sizeof(self.room)
        return self.plugin.call("operation_take", self.handle, self.room, capacity, byref(length))

    def stop(self, timeout_ms):
        self.plugin.call("operation_stop", self.handle, timeout_ms)
