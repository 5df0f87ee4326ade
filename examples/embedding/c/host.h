/*
 * host.h - what a host in C needs around plugin.h: the plugin's functions, its errors, and records
 * in and out. For one source file; a real host has a JSON library, and frees what it allocates.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ipaas/plugin.h"

/* The functions of the plugin, under their names without the prefix. */
#define FUNCTIONS(each)                                                                   \
  each(abi_version) each(validate) each(connection_open) each(connection_close)           \
      each(operation_open) each(operation_fd) each(operation_submit) each(operation_take) \
          each(operation_stop)
#define DECLARE(name) static __typeof__(&ipaas_##name) name;
#define RESOLVE(name) find(library, "ipaas_" #name, &name, sizeof name);
FUNCTIONS(DECLARE)

static void fail(const char* what) {
  fprintf(stderr, "%s\n", what);
  exit(1);
}

static void find(void* library, const char* name, void* function, size_t size) {
  void* symbol = dlsym(library, name);
  if (symbol == NULL) fail("the plugin lacks a function of this contract");
  memcpy(function, &symbol, size); /* ISO C has no cast from an object to a function */
}

static void* load_plugin(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) fail(dlerror());
  RESOLVE(abi_version)
  if (abi_version() >> 16 != IPAAS_ABI_MAJOR) fail("the plugin speaks another major version");
  FUNCTIONS(RESOLVE)
  return library;
}

/* ---- errors and reports: objects with Code, Description and Field ---- */

static char text[1 << 16];
static ipaas_text error = {text, sizeof text - 1, 0}; /* room for a terminating zero */

static void print_member(const char* before, const char* object, const char* name) {
  const char* at = strstr(object, name);
  if (at == NULL) return;
  printf("%s", before);
  for (at += strlen(name); *at != '"' && *at != '\0'; ++at) {
    if (*at == '\\' && (at[1] == '"' || at[1] == '\\')) ++at;
    putchar(*at);
  }
}

/* Each object in a text of the plugin's that has a Code. A quote within a value has a backslash
 * before it, so that what is sought here can only be the name of a member. */
static void print_problems(char* object) {
  static const char code[] = "\"Code\":\"";
  char* errors = strstr(object, "\"Errors\":[");
  object = strstr(errors != NULL ? errors : object, code);
  while (object != NULL) {
    char* next = strstr(object + 1, code);
    if (next != NULL) next[-1] = '\0';
    print_member("problem ", object, code);
    print_member(" ", object, "\"Field\":\"");
    print_member(": ", object, "\"Description\":\"");
    putchar('\n');
    object = next;
  }
}

static void end_text(const ipaas_text* of) { text[of->length < sizeof text ? of->length : 0] = 0; }

static void check(const char* call, int32_t status) {
  if (status >= 0) return;
  printf("%s: status %d\n", call, (int)status);
  end_text(&error);
  print_problems(text);
  exit(1);
}

/* ---- an operation, and the records that wait to be submitted to it ---- */

typedef struct side {
  const char* name;
  uint64_t handle;
  int32_t descriptor;
  char* outgoing;
  size_t used, room;
  int ended; /* its STOPPED has come */
} side;

/* Appends a record. Its parts stand one behind the other already. */
static void put(side* to, ipaas_record header, const char* parts) {
  const size_t length = (size_t)header.payload_length + header.error_length +
                        header.attribute_length + header.variable_length;
  header.header_size = sizeof header;
  header.size = (uint32_t)((sizeof header + length + 7) / 8 * 8);
  if (to->used + header.size > to->room) {
    to->room = (to->used + header.size) * 2;
    to->outgoing = realloc(to->outgoing, to->room);
    if (to->outgoing == NULL) fail("out of memory");
  }
  memcpy(to->outgoing + to->used, &header, sizeof header);
  memcpy(to->outgoing + to->used + sizeof header, parts, length);
  to->used += header.size;
}

/* Submits what the plugin has room for. With IPAAS_AGAIN the rest stays for the next time. */
static void flush(side* to) {
  size_t accepted = 0;
  if (to->used == 0 || to->ended) return;
  check("submit", operation_submit(to->handle, to->outgoing, to->used, &accepted, &error));
  to->used -= accepted;
  memmove(to->outgoing, to->outgoing + accepted, to->used);
}

/* Calls `each` for the records that wait. One that is larger than the buffer makes it grow. */
static void take(side* from, void (*each)(side*, ipaas_record*, char* parts)) {
  static size_t room = 1 << 16;
  static char* buffer; /* of malloc, and so aligned to 8 bytes as take wants it */
  size_t length = 0;
  for (;; room = length) {
    if (buffer == NULL || length > 0) buffer = realloc(buffer, room);
    if (buffer == NULL) fail("out of memory");
    const int32_t status = operation_take(from->handle, buffer, room, &length, &error);
    check("take", status);
    if (status != IPAAS_BUFFER_TOO_SMALL) break;
  }
  for (size_t at = 0; at < length;) {
    ipaas_record* record = (ipaas_record*)(buffer + at);
    at += record->size;
    each(from, record, (char*)record + record->header_size);
  }
}
