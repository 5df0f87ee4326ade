/*
 * echo_plugin.c - a whole plugin, as small as it gets: its one operation, "echo", hands every
 * submitted message back and reports it as done. A start for a plugin of your own: here is the
 * boundary, in echo.c the work.
 *
 *     cc -std=c11 -fPIC -shared -fvisibility=hidden -I../include echo_plugin.c echo.c \
 *        -Wl,--version-script=echo_plugin.map -o echo_plugin.so -pthread
 *
 * One mutex guards everything, so any thread may call. No thread of its own runs, nothing waits,
 * nothing is allocated, and a stop ends at once. It reads JSON by its braces only, to stay short;
 * a real plugin parses what it is given and says which field is wrong.
 */
#define _GNU_SOURCE /* pipe2 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "echo.h"

enum { SLOTS = 32 }; /* connections and operations together */

typedef struct object {
  uint64_t handle;     /* 0: this slot is free */
  uint64_t connection; /* of an operation: what it stands on; 0 in a connection */
  int pipe[2];         /* of an operation: holds one byte while records wait */
  echo work;           /* of an operation */
} object;

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static object objects[SLOTS];
static uint64_t generation; /* part of every handle, so that a closed one never comes again */

static const char no_connection[] = "connection is closed, forged, or the handle of an operation";
static const char no_operation[] = "operation is closed, forged, or the handle of a connection";

/* ---- texts and errors ---- */

static int32_t put_text(ipaas_text* out, const char* text) {
  if (out == NULL) return IPAAS_BAD_ARGUMENT;
  out->length = strlen(text);
  if (out->length == 0) return IPAAS_OK;
  if (out->data == NULL || out->length > out->capacity) return IPAAS_BUFFER_TOO_SMALL;
  memcpy(out->data, text, out->length);
  return IPAAS_OK;
}

/* Ends a call: its status, and below 0 the error. The description begins with the argument. */
static int32_t finish(ipaas_text* error, int32_t status, const char* description) {
  char text[256] = "";
  const char* code = status == IPAAS_BAD_CONFIGURATION ? "CONFIG" : "STATE";
  if (status == IPAAS_NO_RESOURCES) code = "RESOURCE";
  if (status < 0)
    snprintf(text, sizeof text, "{\"Code\":\"CORE:%s\",\"Description\":\"%s\",\"Retryable\":%s}",
             code, description, status == IPAAS_NO_RESOURCES ? "true" : "false");
  (void)put_text(error, text);
  return status;
}

static int is_object(const char* text, size_t length) {
  return length >= 2 && text[0] == '{' && text[length - 1] == '}';
}

static int names_echo(const char* text, size_t length) {
  for (; length >= 6; ++text, --length)
    if (memcmp(text, "\"echo\"", 6) == 0) return 1;
  return 0;
}

/* ---- handles; with the mutex held, as lock_... leaves it when they found one ---- */

static object* lock_object(uint64_t handle, int wants_operation) {
  object* found = &objects[handle % SLOTS];
  pthread_mutex_lock(&mutex);
  if (handle != 0 && found->handle == handle && (found->connection != 0) == wants_operation)
    return found;
  pthread_mutex_unlock(&mutex);
  return NULL;
}

static object* lock_connection(uint64_t handle) { return lock_object(handle, 0); }
static object* lock_operation(uint64_t handle) { return lock_object(handle, 1); }

static object* occupy_slot(uint64_t connection) {
  for (uint64_t i = 0; i < SLOTS; ++i) {
    if (objects[i].handle != 0) continue;
    if (connection != 0 && pipe2(objects[i].pipe, O_NONBLOCK | O_CLOEXEC) != 0) return NULL;
    objects[i].handle = ++generation * SLOTS + i;
    objects[i].connection = connection;
    return &objects[i];
  }
  return NULL;
}

static void free_operation(object* operation) {
  close(operation->pipe[0]);
  close(operation->pipe[1]);
  operation->handle = operation->connection = 0;
}

/* Makes the pipe readable when records have begun to wait, and quiet when none do. */
static void update_pipe(object* operation, size_t waited_before) {
  const size_t waits = operation->work.waiting.used;
  char byte = 0;
  ssize_t done = 1;
  do {
    if (waits > 0 && waited_before == 0) done = write(operation->pipe[1], &byte, 1);
    if (waits == 0 && waited_before > 0) done = read(operation->pipe[0], &byte, 1);
  } while (done < 0 && errno == EINTR);
}

/* ---- the contract ---- */

/* It has the functions of version 1.0; what came later is optional. */
uint32_t ipaas_abi_version(void) { return 1u << 16; }

int32_t ipaas_manifest(ipaas_text* manifest) {
  return put_text(manifest,
                  "{\"name\":\"echo\",\"version\":\"1\",\"operations\":[{\"name\":\"echo\"}]}");
}

int32_t ipaas_validate(const char* request, size_t length, ipaas_text* report) {
  if (request == NULL) return IPAAS_BAD_ARGUMENT;
  if (is_object(request, length))
    return put_text(report, "{\"valid\":true,\"errors\":[],\"warnings\":[]}");
  return put_text(report,
                  "{\"valid\":false,\"errors\":[{\"Code\":\"CORE:CONFIG\",\"Field\":\"\","
                  "\"Description\":\"request is no JSON object\"}],\"warnings\":[]}");
}

int32_t ipaas_connection_open(const char* configuration, size_t length, uint64_t* connection,
                              ipaas_text* error) {
  if (configuration == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "configuration is null");
  if (connection == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "connection is null");
  if (!is_object(configuration, length))
    return finish(error, IPAAS_BAD_CONFIGURATION, "configuration is no JSON object");
  pthread_mutex_lock(&mutex);
  const object* opened = occupy_slot(0);
  if (opened != NULL) *connection = opened->handle;
  pthread_mutex_unlock(&mutex);
  return finish(error, opened != NULL ? IPAAS_OK : IPAAS_NO_RESOURCES, "connection: too many open");
}

int32_t ipaas_connection_close(uint64_t connection, uint32_t timeout_ms, ipaas_text* error) {
  object* closed = lock_connection(connection);
  (void)timeout_ms; /* there is nobody to say goodbye to */
  if (closed == NULL) return finish(error, IPAAS_BAD_HANDLE, no_connection);
  for (size_t i = 0; i < SLOTS; ++i)
    if (objects[i].handle != 0 && objects[i].connection == connection) free_operation(&objects[i]);
  closed->handle = 0;
  pthread_mutex_unlock(&mutex);
  return finish(error, IPAAS_OK, "");
}

int32_t ipaas_operation_open(uint64_t connection, const char* request, size_t length,
                             uint64_t* operation, ipaas_text* error) {
  if (request == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "request is null");
  if (operation == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "operation is null");
  if (!is_object(request, length) || !names_echo(request, length))
    return finish(error, IPAAS_BAD_CONFIGURATION, "request is no object with the operation echo");
  if (lock_connection(connection) == NULL) return finish(error, IPAAS_BAD_HANDLE, no_connection);
  object* opened = occupy_slot(connection);
  if (opened != NULL) {
    echo_start(&opened->work);
    update_pipe(opened, 0);
    *operation = opened->handle;
  }
  pthread_mutex_unlock(&mutex);
  return finish(error, opened != NULL ? IPAAS_OK : IPAAS_NO_RESOURCES, "operation: too many open");
}

int32_t ipaas_operation_fd(uint64_t operation, int32_t* descriptor, ipaas_text* error) {
  if (descriptor == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "descriptor is null");
  const object* found = lock_operation(operation);
  if (found == NULL) return finish(error, IPAAS_BAD_HANDLE, no_operation);
  *descriptor = found->pipe[0];
  pthread_mutex_unlock(&mutex);
  return finish(error, IPAAS_OK, "");
}

int32_t ipaas_operation_submit(uint64_t operation, const void* records, size_t length,
                               size_t* accepted, ipaas_text* error) {
  const char* fault = "operation is stopped";
  int32_t status = IPAAS_BAD_STATE;
  if (accepted == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "accepted is null");
  *accepted = 0;
  if (records == NULL && length > 0) return finish(error, IPAAS_BAD_ARGUMENT, "records is null");
  object* found = lock_operation(operation);
  if (found == NULL) return finish(error, IPAAS_BAD_HANDLE, no_operation);
  const size_t waited = found->work.waiting.used;
  if (!found->work.stopped) status = echo_submit(&found->work, records, length, accepted, &fault);
  update_pipe(found, waited);
  pthread_mutex_unlock(&mutex);
  return finish(error, status, fault);
}

int32_t ipaas_operation_take(uint64_t operation, void* records, size_t capacity, size_t* length,
                             ipaas_text* error) {
  if (length == NULL) return finish(error, IPAAS_BAD_ARGUMENT, "length is null");
  *length = 0;
  if (records == NULL && capacity > 0) return finish(error, IPAAS_BAD_ARGUMENT, "records is null");
  if ((uintptr_t)records % 8 != 0)
    return finish(error, IPAAS_BAD_ARGUMENT, "records is not aligned to 8 bytes");
  object* found = lock_operation(operation);
  if (found == NULL) return finish(error, IPAAS_BAD_HANDLE, no_operation);
  const size_t waited = found->work.waiting.used;
  const int32_t status = echo_take(&found->work, records, capacity, length);
  update_pipe(found, waited);
  pthread_mutex_unlock(&mutex);
  return finish(error, status, "");
}

int32_t ipaas_operation_stop(uint64_t operation, uint32_t timeout_ms, ipaas_text* error) {
  object* found = lock_operation(operation);
  (void)timeout_ms; /* there is nothing to wait for */
  if (found == NULL) return finish(error, IPAAS_BAD_HANDLE, no_operation);
  const size_t waited = found->work.waiting.used;
  if (!found->work.stopped) echo_stop(&found->work);
  update_pipe(found, waited);
  pthread_mutex_unlock(&mutex);
  return finish(error, IPAAS_OK, "");
}

int32_t ipaas_operation_close(uint64_t operation, ipaas_text* error) {
  object* found = lock_operation(operation);
  if (found == NULL) return finish(error, IPAAS_BAD_HANDLE, no_operation);
  free_operation(found);
  pthread_mutex_unlock(&mutex);
  return finish(error, IPAAS_OK, "");
}
