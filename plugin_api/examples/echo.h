/*
 * echo.h - what the operation "echo" does: two queues of records, and nothing of handles, threads
 * or pipes, which are echo_plugin.c's. The caller guards an echo with its mutex.
 */
#ifndef IPAAS_EXAMPLES_ECHO_H
#define IPAAS_EXAMPLES_ECHO_H

#include "ipaas/plugin.h"

enum { ECHO_LIMIT = 256 * 1024 }; /* bytes of records, waiting and held */
enum { ECHO_EVENT_SIZE = 128 };   /* an event with its attribute is shorter */

typedef struct echo_queue { /* records, one behind the other */
  size_t used;
  unsigned char bytes[ECHO_LIMIT + 2 * ECHO_EVENT_SIZE];
} echo_queue;

typedef struct echo {
  uint64_t last_token;
  int stopped;
  echo_queue waiting; /* to be taken */
  echo_queue held;    /* messages that were taken and are not settled */
} echo;

/* Makes an echo that is up: its first record says so. */
void echo_start(echo* self);

/*
 * Takes over records for as long as there is room. `fault` says what is wrong with the record at
 * `accepted`. OK, AGAIN, BAD_RECORD.
 */
int32_t echo_submit(echo* self, const unsigned char* records, size_t length, size_t* accepted,
                    const char** fault);

/* Hands over the records that fit. OK; BUFFER_TOO_SMALL: `length` is what the first one needs. */
int32_t echo_take(echo* self, unsigned char* records, size_t capacity, size_t* length);

/* Drops the messages that nobody has taken; the STOPPED event says how many stay unsettled. */
void echo_stop(echo* self);

#endif
