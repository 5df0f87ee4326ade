/*
 * flow.c - a Consumer, a flow and a Producer: each message is published again in upper case, and
 * acknowledged when its publication was. An empty message makes the flow fail; it comes again.
 *
 *     cc -std=c11 -I plugin_api/include examples/embedding/c/flow.c -o flow -ldl
 *     ./flow PLUGIN CONNECTION CONSUMER PRODUCER
 *
 * The last three are JSON: the connection's settings, and the parameters of both operations. It
 * ends with SIGTERM or SIGINT: with 0 in order, 1 when the connection fails, 2 for a bad
 * configuration.
 */
#define _GNU_SOURCE /* ppoll */
#include <ctype.h>
#include <poll.h>
#include <signal.h>

#include "host.h"

static side consumer = {.name = "consumer"}, producer = {.name = "producer"};
static int stopping, exit_status;
static volatile sig_atomic_t signalled;
static void on_signal(int number) { signalled = number; }

/* Checks a request without connecting, and prints what is wrong at which field. */
static int is_valid(const char* connection, const char* operation, const char* parameters) {
  static char request[1 << 16];
  ipaas_text report = {text, sizeof text - 1, 0};
  snprintf(request, sizeof request, "{\"connection\":%s,\"operation\":\"%s\",\"parameters\":%s}",
           connection, operation, parameters);
  check("validate", validate(request, strlen(request), &report));
  end_text(&report);
  const int valid = strstr(text, "\"valid\":true") != NULL;
  print_problems(text); /* the warnings of a valid one, too */
  return valid;
}

static void open_operation(uint64_t connection, side* to, const char* parameters) {
  static char request[1 << 16];
  snprintf(request, sizeof request, "{\"operation\":\"%s\",\"parameters\":%s}", to->name,
           parameters);
  check("open", operation_open(connection, request, strlen(request), &to->handle, &error));
  check("fd", operation_fd(to->handle, &to->descriptor, &error));
}

static void begin_stop(side* of, uint32_t timeout_ms) {
  check("stop", operation_stop(of->handle, timeout_ms, &error));
}

/* The flow itself. It fails for an empty message. */
static int run_flow(char* payload, uint32_t length) {
  for (uint32_t i = 0; i < length; ++i) payload[i] = (char)toupper((unsigned char)payload[i]);
  return length > 0;
}

/* The result goes to the Producer under the message's own token, which nothing else has until the
 * message is settled. Its attribute goes along: parameters can then say ${attribute.topic}. */
static void on_message(const ipaas_record* message, char* payload) {
  static const char why[] = "{\"Code\":\"FLOW:FAILED\",\"Description\":\"The message is empty.\"}";
  const ipaas_record retry = {.kind = IPAAS_KIND_SETTLEMENT,
                              .token = message->token,
                              .code = IPAAS_RETRY,
                              .error_length = sizeof why - 1};
  const ipaas_record result = {.kind = IPAAS_KIND_MESSAGE,
                               .token = message->token,
                               .payload_length = message->payload_length,
                               .error_length = message->error_length,
                               .attribute_length = message->attribute_length,
                               .variable_length = message->variable_length};
  printf("message %.*s (delivery %u)\n", (int)message->payload_length, payload,
         (unsigned)message->deliveries);
  if (run_flow(payload, message->payload_length)) {
    put(&producer, result, payload);
  } else {
    put(&consumer, retry, why);
  }
}

/* What became of the result decides what becomes of the message. */
static void on_outcome(const ipaas_record* outcome, const char* why) {
  ipaas_record verdict = {.kind = IPAAS_KIND_SETTLEMENT,
                          .token = outcome->token,
                          .error_length = outcome->error_length};
  verdict.code = outcome->code == IPAAS_SUCCEEDED || outcome->code == IPAAS_KEPT ? IPAAS_ACCEPT
                 : outcome->code == IPAAS_FAILED_RETRYABLE                       ? IPAAS_RETRY
                                                                                 : IPAAS_REJECT;
  put(&consumer, verdict, why);
}

static void on_event(side* of, const ipaas_record* event, const char* attribute) {
  snprintf(text, sizeof text, "%.*s", (int)event->attribute_length, attribute);
  printf("event %s", of->name);
  print_member(" ", text, "\"event\":\"");
  print_member(" ", text, "\"code\":\"");
  print_member(": ", text, "\"text\":\"");
  putchar('\n');
  of->ended = event->code == IPAAS_EVENT_STOPPED;
  if (event->code == IPAAS_EVENT_FAILED) exit_status = 1;
}

static void on_record(side* from, ipaas_record* record, char* parts) {
  const char* attribute = parts + record->payload_length + record->error_length;
  if (record->kind == IPAAS_KIND_MESSAGE) on_message(record, parts);
  if (record->kind == IPAAS_KIND_OUTCOME) on_outcome(record, parts + record->payload_length);
  if (record->kind == IPAAS_KIND_EVENT) on_event(from, record, attribute);
}

/* Waits for records of both sides. While the Producer has no room nothing is taken from the
 * Consumer: its window fills, and holds the broker back. */
static void turn(const sigset_t* while_waiting) {
  const struct timespec soon = {.tv_nsec = 100000000};
  const int full = producer.used > 0 && !stopping;
  struct pollfd entries[] = {{.fd = producer.descriptor, .events = POLLIN},
                             {.fd = full ? -1 : consumer.descriptor, .events = POLLIN}};
  ppoll(entries, 2, producer.used > 0 ? &soon : NULL, while_waiting);
  take(&producer, on_record);
  if (!full) take(&consumer, on_record);
  flush(&producer);
  flush(&consumer);
  fflush(stdout);
}

int main(int argc, char** argv) {
  struct sigaction action = {.sa_handler = on_signal};
  sigset_t before, ending;
  uint64_t connection = 0;
  if (argc != 5) fail("usage: flow PLUGIN CONNECTION CONSUMER PRODUCER");
  void* library = load_plugin(argv[1]);
  if (!is_valid(argv[2], "consumer", argv[3]) || !is_valid(argv[2], "producer", argv[4])) return 2;

  sigemptyset(&ending); /* signals come only while ppoll waits, so that none is overlooked */
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  sigprocmask(SIG_BLOCK, &ending, &before);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);

  check("open", connection_open(argv[2], strlen(argv[2]), &connection, &error));
  open_operation(connection, &consumer, argv[3]);
  open_operation(connection, &producer, argv[4]);
  while (!signalled && exit_status == 0) turn(&before);

  /* First the Consumer ends: what it has handed over is published and settled in the meantime. */
  stopping = 1;
  begin_stop(&consumer, 10000);
  while (!consumer.ended) turn(&before);
  begin_stop(&producer, 1000);
  while (!producer.ended) turn(&before);
  check("close", connection_close(connection, 1000, &error));
  return dlclose(library) == 0 ? exit_status : 1;
}
