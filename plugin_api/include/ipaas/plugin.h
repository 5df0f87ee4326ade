/*
 * plugin.h - the contract between a flow runtime (the host) and a connector (the plugin).
 *
 * A plugin is a shared library that exports the functions below, and nothing else, in the symbol
 * nodes of the versions they came with, IPAAS_1.0 unless they say otherwise. The host opens it with
 * dlopen, opens a connection, opens operations on that connection, and then exchanges records with
 * each operation through two queues:
 *
 *     submit   host -> plugin   messages to publish, settlements of consumed messages
 *     take     plugin -> host   consumed messages, outcomes of submitted messages, events
 *
 * Nothing in this file names a protocol: any connector can implement it.
 *
 * Words used below
 *   [any]     may be called from any thread at any time, also at the same time as other calls.
 *   [serial]  may be called from any thread, but not while the same function runs for the same
 *             handle on another thread. Other functions and other handles are free.
 *   [once]    ends the handle: after it returns, the handle is an error everywhere.
 *
 * Memory      Never changes owner. The caller brings every buffer, the plugin fills it, and keeps
 *             no pointer into it after the call has returned. Handles are freed by the function
 *             named beside the one that made them.
 * Text        Pointer and length, UTF-8, no terminating zero needed or written.
 * Time        Milliseconds, as the suffix _ms says.
 * Waiting     submit and take never wait. A function that may wait has a timeout parameter.
 * Threads     No thread runs before the first connection is opened or probed, and none after the
 *             last one is closed; then dlclose unmaps the library. The plugin never calls the host.
 * Misuse      A null pointer, a forged or closed handle, a record cut short: an error status that
 *             names the argument, never undefined behaviour. Pointers that are not null must be
 *             valid for the length that comes with them; this alone cannot be checked.
 * Process     The plugin is a guest: it leaves signal dispositions, the locale, the working folder
 *             and the environment as they were.
 * fork        A child made by fork without exec must not call the plugin.
 *
 * Growth: see VERSIONING.md. Functions are only added, records grow only at the end.
 */
#ifndef IPAAS_PLUGIN_H
#define IPAAS_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define IPAAS_EXPORT __attribute__((visibility("default")))
#else
#define IPAAS_EXPORT
#endif

/* The version of this contract. A host asks ipaas_abi_version and refuses another major. */
#define IPAAS_ABI_MAJOR 1u
#define IPAAS_ABI_MINOR 3u

/*
 * Status. Every function returns one of these; it decides what the caller does next.
 * Zero and above: nothing is wrong. Below zero: the call had no effect.
 */
#define IPAAS_OK 0               /* done */
#define IPAAS_AGAIN 1            /* submit: the queue is full after `accepted` bytes; wait, go on */
#define IPAAS_BUFFER_TOO_SMALL 2 /* nothing written; the length says how much room is needed */
#define IPAAS_BAD_ARGUMENT (-1)  /* a null pointer or a value out of range: the caller's mistake */
#define IPAAS_BAD_HANDLE (-2)    /* never given out, closed, or of the other kind */
#define IPAAS_BAD_CONFIGURATION (-3) /* a setting is wrong; the error lists every field */
#define IPAAS_BAD_RECORD (-4)        /* the record at offset `accepted` breaks the layout */
#define IPAAS_BAD_STATE (-5)         /* right call, wrong time: for example a message after stop */
#define IPAAS_NO_RESOURCES (-6)      /* memory, descriptors, disk: try again when there is more */
#define IPAAS_INTERNAL_ERROR (-7)    /* the plugin's mistake; please report the error text */

/*
 * A text buffer of the caller's. Before the call: data and capacity. After it: length is the
 * length of the whole text. Where length > capacity nothing was written to data, and the same
 * call with length bytes of room would succeed. data may be null when capacity is 0.
 *
 * Functions that take `ipaas_text* error` accept a null pointer from callers who do not want it.
 * The error is a JSON object: {"Code": "...", "Description": "...", "Retryable": bool, ...},
 * with "Field" (a JSON pointer into the caller's document) and, for several mistakes at once,
 * "Errors" (an array of such objects). On success its length is set to 0.
 */
typedef struct ipaas_text {
  char* data;
  size_t capacity;
  size_t length;
} ipaas_text;

/* Record kinds. */
#define IPAAS_KIND_MESSAGE 1u    /* both ways: a message object */
#define IPAAS_KIND_SETTLEMENT 2u /* host -> plugin: the verdict on a consumed message */
#define IPAAS_KIND_OUTCOME 3u    /* plugin -> host: what became of a submitted message */
#define IPAAS_KIND_EVENT 4u      /* plugin -> host: a change of state */

/*
 * Values of ipaas_record.code in a SETTLEMENT. Its error part may say why the flow failed, as a
 * JSON text: it goes along with the message where rejected messages are kept. Of a long one only
 * the beginning may be kept. The other parts are ignored.
 */
#define IPAAS_ACCEPT 1u /* the flow succeeded: acknowledge */
#define IPAAS_RETRY 2u  /* hand the message over again after a delay */
#define IPAAS_REJECT 3u /* the flow failed for good: acknowledge, do not hand over again */

/* Values of ipaas_record.code in an OUTCOME. KEPT: not finished when the operation ended, but kept
 * and sent later, as the error part says. Do not submit it again. */
#define IPAAS_SUCCEEDED 1u
#define IPAAS_FAILED_RETRYABLE 2u /* the same message may succeed later */
#define IPAAS_FAILED 3u           /* the same message will fail again */
#define IPAAS_KEPT 4u

/* Values of ipaas_record.code in an EVENT. The attribute part says more. */
#define IPAAS_EVENT_CONNECTING 1u /* an attempt begins */
#define IPAAS_EVENT_UP 2u         /* connected, and all that this operation asked for is granted */
#define IPAAS_EVENT_DOWN 3u       /* the connection is lost or an attempt failed; another follows */
#define IPAAS_EVENT_FAILED 4u     /* no further attempt will be made; close and open again */
#define IPAAS_EVENT_STOPPED 5u    /* the stop has ended; no record follows this one */
#define IPAAS_EVENT_WARNING 6u    /* something that a person should know, see its level */

/*
 * The attribute of an EVENT is a JSON object:
 *   event  the name of its code: "connecting", "up", "down", "failed", "stopped", "warning"
 *   time   when it happened, UTC: "2026-01-31T12:00:00.000Z"
 *   level  "info", "warning" or "error"
 *   code   what it is, for machines: the Code of its error where it has one, otherwise a name of
 *          the plugin's own, such as "MQTT:WINDOW_FULL"
 *   text   the same for a person, in the language that the connection's settings ask for
 * and members that depend on the event, of which a host may know any or none:
 *   CONNECTING    broker, attempt (from 1), waitedMs (before it)
 *   UP            broker, version, clientId, session ("new", "resumed"), granted (array of
 *                 {"filter", "qos"}), and the limits in force: receiveMaximum, maximumPacketSize,
 *                 maximumQos, keepAlive (seconds)
 *   DOWN, FAILED  broker, endedBy ("us", "broker", "network"); DOWN: retryInMs, retryAt
 *   STOPPED       messages: how many were left, where any were
 *   WARNING       by its code; a warning that is over is told again, with level "info"
 */

/* Values of ipaas_record.flags: this part is unchanged from what was submitted, and not copied. */
#define IPAAS_INHERITED_PAYLOAD 1u
#define IPAAS_INHERITED_ERROR 2u
#define IPAAS_INHERITED_ATTRIBUTE 4u
#define IPAAS_INHERITED_VARIABLE 8u

/*
 * The header of a record. Little-endian, aligned to 8 bytes, followed at header_size by four
 * parts without gaps: payload (bytes), error, attribute, variable (JSON texts; an empty part is
 * "nothing"). Zero to seven bytes of padding make size a multiple of 8, so that records stand one
 * behind the other in a buffer.
 *
 * Readers step by size and find the parts by header_size, so that later versions can add fields
 * at the end of the header; a field beyond header_size reads as 0. Records in a submitted buffer
 * need not be aligned; take wants a buffer aligned to 8 bytes.
 */
typedef struct ipaas_record {
  uint32_t size;        /* of the whole record with its parts and padding; a multiple of 8 */
  uint16_t header_size; /* 48 in version 1.0 */
  uint16_t kind;        /* IPAAS_KIND_... */
  /*
   * MESSAGE to the host: names the message in its settlement; unique within the connection for
   * as long as it is unsettled, below 2^53. The same token comes again with a retried message; one
   * that was taken back, because its settlement took too long, comes again with another.
   * MESSAGE to the plugin: the host's own; it comes back in the OUTCOME. EVENT: 0, or the token
   * that the event is about.
   */
  uint64_t token;
  uint32_t flags;      /* IPAAS_INHERITED_... */
  uint32_t code;       /* by kind: verdict, outcome or event; 0 in a MESSAGE */
  uint32_t deliveries; /* MESSAGE to the host: 1 for the first hand-over, 2 for the next ... */
  uint32_t reserved;   /* 0 */
  uint32_t payload_length;
  uint32_t error_length;
  uint32_t attribute_length;
  uint32_t variable_length;
} ipaas_record;

/*
 * The version of the contract that the plugin implements: major * 65536 + minor. [any]
 */
IPAAS_EXPORT uint32_t ipaas_abi_version(void);

/*
 * Describes the plugin as JSON: name, version, operations, and every setting with its type,
 * default and meaning. Needs no connection; the text never changes while the library is loaded.
 * [any]
 *   OK, BUFFER_TOO_SMALL, BAD_ARGUMENT.
 */
IPAAS_EXPORT int32_t ipaas_manifest(ipaas_text* manifest);

/*
 * Checks a configuration without connecting. [any]
 *   request  {"connection": {...}, "operation": "name", "parameters": {...}}; either half may be
 *            left out, and only what is there is checked. "language" ("en" or "zh") goes before the
 *            connection's own, "fields": true asks for the state of every field.
 *   report   {"valid": bool, "errors": [...], "warnings": [...]}; each entry has Code,
 *            Description and Field, a JSON pointer into the request, and where they apply Found
 *            (never of a secret or a free text), Allowed and Nearest (a known name most like it).
 *            "fields": {"/connection/brokerUrl": "set", ...}, of the connection and of the
 *            operation that are in the request. A form shows the fields that are "set", "default"
 *            (nothing is given, and need not be) and "missing" (nothing is given, and must be); it
 *            hides "hidden" (does not apply) and "ignored" (does not apply, whatever is given).
 *   OK (also when the report lists errors), BUFFER_TOO_SMALL, BAD_ARGUMENT. A request that is
 *   not JSON is one error in the report, with its position.
 */
IPAAS_EXPORT int32_t ipaas_validate(const char* request, size_t length, ipaas_text* report);

/*
 * Opens a connection and begins to connect in the background; does not wait for the network.
 * Free it with ipaas_connection_close. [any]
 *   configuration  the settings as a JSON object.
 *   connection     where the handle goes: above 0, below 2^53.
 *   OK, BAD_ARGUMENT, BAD_CONFIGURATION, BAD_STATE (an equal connection is open in this process),
 *   NO_RESOURCES.
 */
IPAAS_EXPORT int32_t ipaas_connection_open(const char* configuration, size_t length,
                                           uint64_t* connection, ipaas_text* error);

/*
 * Closes a connection and every operation that is still open on it. Says goodbye to the peer and
 * waits for that at most timeout_ms. Subscriptions of a kept session stay, so that the peer keeps
 * what comes in the meantime. What is unsettled is left unacknowledged. When it returns, the
 * handles and the descriptors of its operations are gone. [once]
 *   OK, BAD_HANDLE, NO_RESOURCES (everything is still open: try again).
 */
IPAAS_EXPORT int32_t ipaas_connection_close(uint64_t connection, uint32_t timeout_ms,
                                            ipaas_text* error);

/*
 * Opens an operation on a connection. Free it with ipaas_operation_close, or with the connection.
 * [any]
 *   request    {"operation": "name", "parameters": {...}, "variable": {...}}; variable is the
 *              flow's own and comes with every message of this operation.
 *   operation  where the handle goes.
 *   OK, BAD_ARGUMENT, BAD_HANDLE, BAD_CONFIGURATION, NO_RESOURCES. An operation on a connection
 *   that has failed opens, and its first event says so.
 */
IPAAS_EXPORT int32_t ipaas_operation_open(uint64_t connection, const char* request, size_t length,
                                          uint64_t* operation, ipaas_text* error);

/*
 * Gives a descriptor to wait on with poll, epoll, kqueue or a runtime's event loop: the read end
 * of a non-blocking, close-on-exec pipe, readable while records wait to be taken. Never close it:
 * it lives as long as the operation. A loop that can only wait by reading may read from it, then
 * takes until none wait and waits again; for a descriptor of its own it opens /dev/fd/N. [any]
 *   OK, BAD_ARGUMENT, BAD_HANDLE.
 */
IPAAS_EXPORT int32_t ipaas_operation_fd(uint64_t operation, int32_t* descriptor, ipaas_text* error);

/*
 * Gives records to an operation: messages to one that publishes, settlements to one that consumes.
 * [serial]
 *   records   whole records, one behind the other.
 *   accepted  how many bytes of them were taken over: all with OK; fewer, at a record's border,
 *             with AGAIN and BAD_RECORD. What was accepted will be answered, whatever happens: a
 *             message by exactly one outcome before the operation's STOPPED event.
 * AGAIN: keep the rest, take what waits, and submit it again when the descriptor is readable; and
 * every so often, because the room may be taken by another operation of the connection.
 *   OK, AGAIN, BAD_ARGUMENT, BAD_HANDLE, BAD_RECORD, BAD_STATE, NO_RESOURCES.
 * A settlement of a token that is not held is reported by a WARNING event with that token, because
 * the message may have been settled by a timeout in the meantime.
 */
IPAAS_EXPORT int32_t ipaas_operation_submit(uint64_t operation, const void* records, size_t length,
                                            size_t* accepted, ipaas_text* error);

/*
 * Takes records from an operation: as many whole records as fit, in the order they came. [serial]
 *   records  a buffer aligned to 8 bytes.
 *   length   how many bytes were written; 0 with OK: none wait. With BUFFER_TOO_SMALL: how many
 *            the first record needs.
 *   OK, BUFFER_TOO_SMALL, BAD_ARGUMENT, BAD_HANDLE.
 */
IPAAS_EXPORT int32_t ipaas_operation_take(uint64_t operation, void* records, size_t capacity,
                                          size_t* length, ipaas_text* error);

/*
 * Begins to stop an operation and returns at once; a second call has no effect. No further message
 * is handed over; those held may be settled, and those submitted may finish, until timeout_ms have
 * passed. Then the STOPPED event comes, which says what was left, and after it nothing. [any]
 *   OK, BAD_HANDLE, NO_RESOURCES (it has not begun to stop: try again).
 */
IPAAS_EXPORT int32_t ipaas_operation_stop(uint64_t operation, uint32_t timeout_ms,
                                          ipaas_text* error);

/*
 * Closes one operation of a connection that lives on: the flow is gone for good. What it had
 * subscribed to is unsubscribed, unless another operation wants it, and what it has not settled
 * goes to an operation that is opened soon and wants it. To keep subscriptions of a kept session,
 * close the connection instead. Does not wait: stop first for an orderly end. [once]
 *   OK, BAD_HANDLE, NO_RESOURCES (it is still open: try again).
 */
IPAAS_EXPORT int32_t ipaas_operation_close(uint64_t operation, ipaas_text* error);

/*
 * Says what a connection has done since it was opened, and how it stands. [any]
 *   stats  a JSON object. Counters: "in" and "out" with "messages" and "bytes" (arrays by QoS, 0 to
 *          2; bytes of packets) and what else happened to them, "reconnects", "errors" (how many by
 *          Code). Gauges: "state" and "since" when, "window" and "outbox" with "messages", "bytes"
 *          and their bounds, "oldestUnsettledMs" in "window". "latency": histograms
 *          "publishToAcknowledgement" and "handOverToSettlement", each with its "count" and
 *          "buckets" of {"belowUs", "count"}, whose bounds are powers of two; empty ones are left
 *          out. "time" says for which moment it holds. Later versions add members.
 *   OK, BUFFER_TOO_SMALL, BAD_ARGUMENT, BAD_HANDLE, NO_RESOURCES.
 * Does not wait for the network, and not longer than 50 ms for the plugin's own work: a plugin that
 * is busy gives the last that it knows. Since 1.1, in the node IPAAS_1.1: a host looks it up as
 * optional.
 */
IPAAS_EXPORT int32_t ipaas_connection_stats(uint64_t connection, ipaas_text* stats,
                                            ipaas_text* error);

/*
 * Gives a connection that is open new credentials: a password or a certificate that was rotated, a
 * token that was renewed. [any]
 *   changes  a JSON object with the settings that change, and only those; null takes one back. What
 *            may change are the settings that say who the client is and how to prove it, and that
 *            lead to the peer; the others are errors at their field.
 *   OK, BAD_ARGUMENT, BAD_HANDLE, BAD_CONFIGURATION (nothing has changed), NO_RESOURCES.
 * Returns at once. The connection is made again with them at a quiet moment, when nothing is under
 * way, or after half a minute, without loss: what is unsettled or unsent stays so. Where connecting
 * again would lose messages, they are used when the connection is next made. Since 1.2, in the node
 * IPAAS_1.2: a host looks it up as optional.
 */
IPAAS_EXPORT int32_t ipaas_connection_update(uint64_t connection, const char* changes,
                                             size_t length, ipaas_text* error);

/*
 * Tries a connection step by step, and reports what was found, or which step failed, why, and what
 * to do. Leaves nothing behind: no connection, no session, no retained message; and disturbs no
 * other connection, because it uses a client ID of its own, which the report tells. Several probes
 * may run at once. [any]
 *   request     a JSON object; other members are errors:
 *     connection  the settings, as of ipaas_connection_open.
 *     subscribe   true: subscribe to the topic. Default: false.
 *     publish     true: publish a short message to the topic, not retained, which whoever has
 *                 subscribed to it will see. Default: false. With subscribe as well, the message is
 *                 read back.
 *     topic       for both; required by either. With subscribe alone it may hold wildcards. No
 *                 shared subscription: it would take messages from those that share it.
 *     qos         of both: "AT_MOST_ONCE", "AT_LEAST_ONCE" (the default), "EXACTLY_ONCE".
 *   timeout_ms  returns after this time at the latest: the step that runs has then failed. With
 *               several brokers, each has an equal share of what is left; the connection's own
 *               connectTimeout holds as well.
 *   report      a JSON object:
 *     ok            every step of every broker has succeeded
 *     passed        the number of brokers for which that is so; broker: the first of them
 *     error         of the first step that has failed, where one has
 *     time, durationMs (of the whole), protocol ("TCP", "TLS", "WS", "WSS"), mqttVersion
 *     clientId      that was used; configuredClientId: that of the settings, where they have one
 *     warnings      array of errors: what is allowed in the settings but may surprise
 *     brokers       array, in the order of the settings: {"broker": "host:port", "ok",
 *                   "durationMs", "steps": [...]}, each step
 *       step        "parse", "name" (of the broker or, where there is one, of the proxy), "tcp",
 *                   "proxy", "tls", "websocket", "connack", "subscribe", "publish", "receive":
 *                   those that apply, in this order
 *       status      "ok", "failed", or "skipped" after one that has failed
 *       durationMs  with decimals; not where it was skipped
 *       found       an object: what the step has learnt, also when it failed; by step
 *                     name       addresses
 *                     tls        version, cipher, resumed, alpn, chain (array of {"subject",
 *                                "issuer", "notBefore", "notAfter", "names"})
 *                     connack    reasonCode, sessionPresent, keepAlive (seconds, in force), and
 *                                what MQTT 5 has beside it, by its names: receiveMaximum,
 *                                maximumPacketSize, maximumQos, retainAvailable, serverKeepAlive,
 *                                assignedClientIdentifier, reasonString ...
 *                     subscribe  granted (array of {"filter", "qos"})
 *       error       where it failed
 *       note        what else it may mean: a broker that pins client IDs may have refused the one
 *                   of the probe, and not the configured one; or it may not say that the client
 *                   lacks a right to the topic
 *     Later versions add members and steps. Nothing in it is secret.
 *   OK (also when the probe has failed: the report says so), BUFFER_TOO_SMALL, BAD_ARGUMENT,
 *   BAD_CONFIGURATION (fields are relative to the request: "/connection/brokerUrl"), BAD_STATE (too
 *   many probes of this connection), NO_RESOURCES.
 * A report that does not fit is lost, and another call probes again. A capacity below 65536 is
 * therefore too small at once, before anything is tried, and length says 65536.
 * Since 1.2, in the node IPAAS_1.2: a host looks it up as optional.
 */
IPAAS_EXPORT int32_t ipaas_connection_probe(const char* request, size_t length, uint32_t timeout_ms,
                                            ipaas_text* report, ipaas_text* error);

/*
 * Says what a configuration document of another system means here. The plugin reads such a document
 * wherever it reads settings; this is for people who want to go on with the settings themselves.
 * Needs no connection, and looks at no file. [any]
 *   document  a configuration document, of any system that the plugin can read, or its own.
 *   result    a JSON object:
 *     dialect     whose document it is: "native", or the name of another system
 *     connection, consumer, producer: objects with its settings, where it holds any of them
 *     secrets     array of JSON pointers into this result: settings not to show to everybody
 *     notes       array of {"Field", "Key", "Text": {"en", "zh"}}: what changed its meaning or
 *                 cannot be honoured. Field points into the document, Key is what it became
 *     errors      array of what is wrong with the document, with Field as a pointer into it
 *   OK (also when the result lists errors), BUFFER_TOO_SMALL, BAD_ARGUMENT.
 * The result holds the secrets of the document. Since 1.3, in the node IPAAS_1.3: a host looks it
 * up as optional.
 */
IPAAS_EXPORT int32_t ipaas_convert(const char* document, size_t length, ipaas_text* result);

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* IPAAS_PLUGIN_H */
