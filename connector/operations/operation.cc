#include "operations/operation.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "operations/hub.h"

namespace ipaas::mqtt::operations {

result refused(std::int32_t status, std::string_view detail) {
  return {status, describe(error_code::core_state, detail)};
}

operation::operation(std::shared_ptr<hub> owner, std::uint32_t id)
    : owner_(std::move(owner)), id_(id) {}

result operation::submit(std::span<const std::byte> records, std::size_t& accepted) {
  accepted = 0;
  // What is accepted has to be on its way before a stop can be: its outcomes come before STOPPED.
  const std::lock_guard lock(submit_mutex_);
  if (!takes_records())
    return refused(IPAAS_BAD_STATE, "The operation was stopped: it takes no more records");
  result answer;
  while (accepted < records.size() && answer.status == IPAAS_OK) {
    record_view record;
    if (const auto problem = read_record(records.subspan(accepted), record); !problem.empty()) {
      answer = refused(IPAAS_BAD_RECORD,
                       fmt::format("The argument records, at offset {}: {}", accepted, problem));
    } else if (record.header.kind != accepted_kind()) {
      answer = refused(IPAAS_BAD_RECORD,
                       fmt::format("The argument records, at offset {}: kind {} where {} is "
                                   "wanted",
                                   accepted, record.header.kind, accepted_kind()));
    } else {
      answer = accept(record);
      if (answer.status == IPAAS_OK) accepted += record.header.size;
    }
  }
  if (result kept = flush(); kept.status != IPAAS_OK) {
    accepted = 0;
    return kept;
  }
  return answer;
}

// What the host holds may be settled for as long as the stop goes on.
bool operation::takes_records() const {
  if (closed_ || ended_) return false;
  return !stopping_ || accepted_kind() == IPAAS_KIND_SETTLEMENT;
}

result operation::take(std::span<std::byte> room, std::size_t& length) {
  length = 0;
  std::size_t first_needs = 0;
  queue_.take([&](const queued_record& record) {
    const record_parts parts = parts_of(record);
    const std::size_t size = record_size(parts);
    if (size > room.size() - length) {
      if (length == 0) first_needs = size;
      return false;
    }
    ipaas_record header{};
    header.kind = record.kind;
    header.token = record.token;
    header.code = record.code;
    header.deliveries = record.deliveries;
    if (record.kind == IPAAS_KIND_OUTCOME) {
      header.flags = IPAAS_INHERITED_PAYLOAD | IPAAS_INHERITED_ATTRIBUTE | IPAAS_INHERITED_VARIABLE;
    }
    write_record(header, parts, room.data() + length);
    length += size;
    if (record.kind == IPAAS_KIND_EVENT) --events_;
    on_taken(record);
    return true;
  });
  taken_all();
  if (first_needs == 0) return {};
  length = first_needs;
  return {IPAAS_BUFFER_TOO_SMALL, {}};
}

result operation::stop(std::chrono::milliseconds timeout) {
  const std::lock_guard lock(submit_mutex_);
  if (stopping_) return {};
  owner_->post([self = shared_from_this(), timeout](session::connection& connection) {
    connection.stop_operation(self->id(), timeout);
  });
  stopping_ = true;
  return {};
}

void operation::close(const std::function<void()>& remove) {
  const std::lock_guard lock(submit_mutex_);
  remove();
  closed_ = true;
}

record_parts operation::parts_of(const queued_record& record) {
  if (!record.texts) return {};
  return {{}, record.texts->error, record.texts->attribute, {}};
}

// A host that takes nothing must not make the queue grow: beyond a bound only what ends matters.
void operation::on_event(const session::event& what) {
  const event_kind kind = what.kind();
  const bool final = kind == event_kind::failed || kind == event_kind::stopped;
  if (events_ >= most_events && !final) return;
  if (kind == event_kind::stopped) ended_ = true;
  ++events_;
  queued_record record;
  record.kind = IPAAS_KIND_EVENT;
  record.code = static_cast<std::uint32_t>(kind) + IPAAS_EVENT_CONNECTING;
  record.token = what.token;
  record.texts = std::make_unique<record_texts>();
  const error_style& style = owner_->settings().errors;
  record.texts->attribute = session::to_json(what, std::chrono::system_clock::now(), style);
  if (what.failure) record.texts->error = to_json(*what.failure, style);
  queue_.stage(std::move(record));
}

}  // namespace ipaas::mqtt::operations
