#include "echo.h"

#include <stdio.h>
#include <string.h>

/* ---- queues ---- */

static size_t parts_size(const ipaas_record* header) {
  return (size_t)header->payload_length + header->error_length + header->attribute_length +
         header->variable_length;
}

static size_t padded_size(const ipaas_record* header) {
  return sizeof *header + (parts_size(header) + 7) / 8 * 8;
}

static ipaas_record header_at(const echo_queue* from, size_t offset) {
  ipaas_record header;
  memcpy(&header, from->bytes + offset, sizeof header);
  return header;
}

static void append(echo_queue* to, ipaas_record header, const void* parts) {
  unsigned char* end = to->bytes + to->used;
  header.size = (uint32_t)padded_size(&header);
  header.header_size = sizeof header;
  memset(end, 0, header.size);
  memcpy(end, &header, sizeof header);
  memcpy(end + sizeof header, parts, parts_size(&header));
  to->used += header.size;
}

static void cut(echo_queue* from, size_t offset, size_t size) {
  memmove(from->bytes + offset, from->bytes + offset + size, from->used - offset - size);
  from->used -= size;
}

static void append_event(echo* self, uint32_t code, uint64_t token, const char* attribute) {
  const ipaas_record event = {.kind = IPAAS_KIND_EVENT,
                              .token = token,
                              .code = code,
                              .attribute_length = (uint32_t)strlen(attribute)};
  append(&self->waiting, event, attribute);
}

/* ---- submitted records ---- */

static int32_t answer_message(echo* self, const ipaas_record* submitted, const void* parts) {
  const ipaas_record outcome = {.kind = IPAAS_KIND_OUTCOME,
                                .token = submitted->token,
                                .code = IPAAS_SUCCEEDED,
                                .flags = IPAAS_INHERITED_PAYLOAD | IPAAS_INHERITED_ERROR |
                                         IPAAS_INHERITED_ATTRIBUTE | IPAAS_INHERITED_VARIABLE};
  const size_t needed = padded_size(submitted) + sizeof outcome;
  if (self->waiting.used + self->held.used + needed > ECHO_LIMIT) return IPAAS_AGAIN;
  ipaas_record message = *submitted;
  message.token = ++self->last_token;
  message.deliveries = 1;
  message.flags = message.code = message.reserved = 0;
  append(&self->waiting, message, parts);
  append(&self->waiting, outcome, "");
  return IPAAS_OK;
}

static int32_t warn_not_held(echo* self, uint64_t token) {
  if (self->waiting.used + ECHO_EVENT_SIZE > ECHO_LIMIT) return IPAAS_AGAIN;
  append_event(self, IPAAS_EVENT_WARNING, token, "{\"Description\":\"this message is not held\"}");
  return IPAAS_OK;
}

static int32_t settle(echo* self, const ipaas_record* verdict) {
  size_t offset = 0;
  while (offset < self->held.used) {
    ipaas_record message = header_at(&self->held, offset);
    if (message.token == verdict->token) {
      if (verdict->code == IPAAS_RETRY) {
        if (self->waiting.used + message.size > ECHO_LIMIT) return IPAAS_AGAIN;
        ++message.deliveries;
        append(&self->waiting, message, self->held.bytes + offset + sizeof message);
      }
      cut(&self->held, offset, message.size);
      return IPAAS_OK;
    }
    offset += message.size;
  }
  return warn_not_held(self, verdict->token);
}

/* Reads a header that may be longer than ours. What is wrong with its record; null: nothing. */
static const char* find_fault(const unsigned char* bytes, size_t length, ipaas_record* header) {
  if (length < sizeof *header) return "records ends within a header";
  memcpy(header, bytes, sizeof *header);
  if (header->header_size < sizeof *header) return "records: header_size is too small";
  if (header->size % 8 != 0) return "records: size is no multiple of 8";
  if (header->size > length) return "records ends within a record";
  if (header->header_size + parts_size(header) > header->size) return "records: parts beyond size";
  if (padded_size(header) + sizeof *header > ECHO_LIMIT) return "records: this size never fits";
  if (header->kind == IPAAS_KIND_MESSAGE) return NULL;
  if (header->kind != IPAAS_KIND_SETTLEMENT) return "records: kind is not for a host to submit";
  if (header->code < IPAAS_ACCEPT || header->code > IPAAS_REJECT) return "records: no such verdict";
  return NULL;
}

/* ---- what echo.h says ---- */

void echo_start(echo* self) {
  self->last_token = 0;
  self->stopped = 0;
  self->waiting.used = self->held.used = 0;
  append_event(self, IPAAS_EVENT_UP, 0, "");
}

int32_t echo_submit(echo* self, const unsigned char* records, size_t length, size_t* accepted,
                    const char** fault) {
  while (*accepted < length) {
    const unsigned char* at = records + *accepted;
    ipaas_record header;
    *fault = find_fault(at, length - *accepted, &header);
    if (*fault != NULL) return IPAAS_BAD_RECORD;
    const int32_t status = header.kind == IPAAS_KIND_MESSAGE
                               ? answer_message(self, &header, at + header.header_size)
                               : settle(self, &header);
    if (status != IPAAS_OK) return status;
    *accepted += header.size;
  }
  return IPAAS_OK;
}

int32_t echo_take(echo* self, unsigned char* records, size_t capacity, size_t* length) {
  echo_queue* waiting = &self->waiting;
  if (waiting->used == 0) return IPAAS_OK;
  while (*length < waiting->used) {
    const ipaas_record header = header_at(waiting, *length);
    if (*length + header.size > capacity) break;
    if (header.kind == IPAAS_KIND_MESSAGE)
      append(&self->held, header, waiting->bytes + *length + sizeof header);
    *length += header.size;
  }
  if (*length == 0) {
    *length = header_at(waiting, 0).size;
    return IPAAS_BUFFER_TOO_SMALL;
  }
  memcpy(records, waiting->bytes, *length);
  cut(waiting, 0, *length);
  return IPAAS_OK;
}

void echo_stop(echo* self) {
  unsigned unsettled = 0;
  char attribute[64];
  size_t offset = 0;
  while (offset < self->waiting.used) {
    const ipaas_record header = header_at(&self->waiting, offset);
    if (header.kind == IPAAS_KIND_MESSAGE) {
      cut(&self->waiting, offset, header.size);
      ++unsettled;
    } else {
      offset += header.size;
    }
  }
  for (offset = 0; offset < self->held.used; ++unsettled)
    offset += header_at(&self->held, offset).size;
  snprintf(attribute, sizeof attribute, "{\"unsettled\":%u}", unsettled);
  append_event(self, IPAAS_EVENT_STOPPED, 0, attribute);
  self->stopped = 1;
}
