/*
 * minimal_host.c - loads a plugin, opens a connection and one operation, submits what stands on the
 * command line, prints the messages that come, accepts each, and stops after so many of them.
 *
 *     cc -std=c11 -I../include minimal_host.c -o minimal_host -ldl
 *
 *     minimal_host PLUGIN CONNECTION REQUEST COUNT [TEXT...]
 *
 *     minimal_host ./echo_plugin.so '{}' '{"operation": "echo"}' 2 hello world
 *     minimal_host ./ipaas-mqtt.so '{"brokerUrl": "127.0.0.1", "clientId": "me"}' \
 *       '{"operation": "consumer", "parameters": {"topics": ["a/#"], "qos": 1}}' 10
 */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipaas/plugin.h"

/* The functions of the plugin that this host needs, under their own names. */
#define FUNCTIONS(each)                                                               \
  each(abi_version) each(connection_open) each(connection_close) each(operation_open) \
      each(operation_fd) each(operation_submit) each(operation_take) each(operation_stop)
#define DECLARE(name) static __typeof__(&ipaas_##name) name;
#define RESOLVE(name) find(library, "ipaas_" #name, &name, sizeof name);
FUNCTIONS(DECLARE)

static char details[4096];
static ipaas_text error = {details, sizeof details, 0};

static void fail(const char* description) {
  fprintf(stderr, "%s\n", description);
  exit(1);
}

static void find(void* library, const char* name, void* function, size_t size) {
  void* symbol = dlsym(library, name);
  if (symbol == NULL) fail("the plugin lacks a function of this contract");
  memcpy(function, &symbol, size); /* ISO C has no cast from an object to a function */
}

static void check(const char* call, int32_t status) {
  if (status >= 0) return;
  const int length = error.length <= error.capacity ? (int)error.length : 0;
  fprintf(stderr, "%s: status %d %.*s\n", call, (int)status, length, details);
  exit(1);
}

static void submit(uint64_t operation, ipaas_record header, const char* payload) {
  static uint64_t buffer[8192];
  size_t accepted = 0;
  header.header_size = sizeof header;
  header.size = (uint32_t)((sizeof header + header.payload_length + 7) / 8 * 8);
  if (header.size > sizeof buffer) fail("submit: the text is too long");
  memcpy(buffer, &header, sizeof header);
  memcpy((char*)buffer + sizeof header, payload, header.payload_length);
  const int32_t status = operation_submit(operation, buffer, header.size, &accepted, &error);
  check("submit", status);
  if (status == IPAAS_AGAIN) fail("submit: the queue is full; a real host takes, and goes on");
}

/* Prints a record, and accepts it when it is a message. Returns how many messages it was. */
static int handle(uint64_t operation, const ipaas_record* record) {
  const char* payload = (const char*)record + record->header_size;
  const char* attribute = payload + record->payload_length + record->error_length;
  const ipaas_record accept = {
      .kind = IPAAS_KIND_SETTLEMENT, .token = record->token, .code = IPAAS_ACCEPT};
  if (record->kind != IPAAS_KIND_MESSAGE) {
    printf("%s %u %.*s %.*s\n", record->kind == IPAAS_KIND_OUTCOME ? "outcome" : "event",
           (unsigned)record->code, (int)record->error_length, payload + record->payload_length,
           (int)record->attribute_length, attribute);
    return 0;
  }
  printf("message %.*s %.*s\n", (int)record->payload_length, payload, (int)record->attribute_length,
         attribute);
  submit(operation, accept, "");
  return 1;
}

/* Takes records until `count` messages came, then stops, and goes on until the stop has ended. */
static void run(uint64_t operation, int count) {
  static uint64_t buffer[1 << 17]; /* one mebibyte: longer records are an error here */
  int32_t descriptor = -1;
  int stopped = 0;
  check("fd", operation_fd(operation, &descriptor, &error));
  while (!stopped) {
    struct pollfd entry = {.fd = descriptor, .events = POLLIN};
    size_t length = 0;
    if (count == 0) check("stop", operation_stop(operation, 1000, &error));
    poll(&entry, 1, -1);
    const int32_t status = operation_take(operation, buffer, sizeof buffer, &length, &error);
    check("take", status);
    if (status == IPAAS_BUFFER_TOO_SMALL) fail("take: a record is larger than the buffer");
    for (size_t at = 0; at < length;) {
      const ipaas_record* record = (const ipaas_record*)((const char*)buffer + at);
      const int messages = handle(operation, record);
      const int failed = record->kind == IPAAS_KIND_EVENT && record->code == IPAAS_EVENT_FAILED;
      count = failed || messages > count ? 0 : count - messages;
      stopped |= record->kind == IPAAS_KIND_EVENT && record->code == IPAAS_EVENT_STOPPED;
      at += record->size;
    }
  }
}

int main(int argc, char** argv) {
  uint64_t connection = 0, operation = 0;
  if (argc < 5) {
    fprintf(stderr, "usage: %s PLUGIN CONNECTION REQUEST COUNT [TEXT...]\n", argv[0]);
    return 2;
  }
  void* library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fail(dlerror());
  RESOLVE(abi_version)
  if (abi_version() >> 16 != IPAAS_ABI_MAJOR) fail("the plugin speaks another major version");
  FUNCTIONS(RESOLVE)
  check("open", connection_open(argv[2], strlen(argv[2]), &connection, &error));
  check("open", operation_open(connection, argv[3], strlen(argv[3]), &operation, &error));
  for (int i = 5; i < argc; ++i) {
    const ipaas_record message = {.kind = IPAAS_KIND_MESSAGE,
                                  .token = (uint64_t)i,
                                  .payload_length = (uint32_t)strlen(argv[i])};
    submit(operation, message, argv[i]);
  }
  run(operation, atoi(argv[4]));
  check("close", connection_close(connection, 1000, &error));
  dlclose(library);
  return 0;
}
