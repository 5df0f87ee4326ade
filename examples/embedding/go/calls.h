// calls.h - Go calls C functions, but no pointers to them: here is one for each of the plugin's. It
// also brings the room for errors, because cgo takes no structure of Go's that points to memory of
// Go's.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "ipaas/plugin.h"

#define FUNCTIONS(each)                                                                   \
  each(abi_version) each(validate) each(connection_open) each(connection_close)           \
      each(operation_open) each(operation_fd) each(operation_submit) each(operation_take) \
          each(operation_stop)
#define MEMBER(name) __typeof__(&ipaas_##name) name;
#define RESOLVE(name) \
  if (!find(library, "ipaas_" #name, &to->name)) return "ipaas_" #name;

typedef struct plugin {
  FUNCTIONS(MEMBER)
} plugin;

// What a call has said. The error is null without one; free it.
typedef struct answer {
  int32_t status;
  char* error;
} answer;

static inline int find(void* library, const char* name, void* function) {
  void* symbol = dlsym(library, name);
  memcpy(function, &symbol, sizeof symbol);
  return symbol != NULL;
}

// The name of the function that the library lacks, or null.
static inline const char* resolve(void* library, plugin* to) {
  FUNCTIONS(RESOLVE)
  return NULL;
}

static inline uint32_t abi_version(const plugin* p) { return p->abi_version(); }

// The report, or null; free it.
static inline char* validate(const plugin* p, const char* request) {
  ipaas_text report = {NULL, 0, 0};
  while (p->validate(request, strlen(request), &report) == IPAAS_BUFFER_TOO_SMALL) {
    report.capacity = report.length;
    report.data = realloc(report.data, report.capacity + 1);
    if (report.data == NULL) return NULL;
  }
  if (report.data != NULL) report.data[report.length] = '\0';
  return report.data;
}

#define ANSWER(call)                                                       \
  char room[16384];                                                        \
  ipaas_text error = {room, sizeof room, 0};                               \
  answer given = {p->call, NULL};                                          \
  if (given.status < 0 && error.length > 0 && error.length <= sizeof room) \
    given.error = strndup(room, error.length);                             \
  return given

static inline answer connection_open(const plugin* p, const char* settings, uint64_t* handle) {
  ANSWER(connection_open(settings, strlen(settings), handle, &error));
}
static inline answer connection_close(const plugin* p, uint64_t handle, uint32_t timeout_ms) {
  ANSWER(connection_close(handle, timeout_ms, &error));
}
static inline answer operation_open(const plugin* p, uint64_t connection, const char* request,
                                    uint64_t* handle) {
  ANSWER(operation_open(connection, request, strlen(request), handle, &error));
}
static inline answer operation_fd(const plugin* p, uint64_t handle, int32_t* descriptor) {
  ANSWER(operation_fd(handle, descriptor, &error));
}
static inline answer operation_submit(const plugin* p, uint64_t handle, const void* records,
                                      size_t length, size_t* accepted) {
  ANSWER(operation_submit(handle, records, length, accepted, &error));
}
static inline answer operation_take(const plugin* p, uint64_t handle, void* records,
                                    size_t room_for, size_t* length) {
  ANSWER(operation_take(handle, records, room_for, length, &error));
}
static inline answer operation_stop(const plugin* p, uint64_t handle, uint32_t timeout_ms) {
  ANSWER(operation_stop(handle, timeout_ms, &error));
}
