#include "operations/consumer.h"

#include <fmt/format.h>

#include "config/json_value.h"
#include "message/json_text.h"
#include "operations/hub.h"

namespace ipaas::mqtt::operations {

namespace {

std::optional<delivery::verdict> verdict_of(std::uint32_t code) {
  switch (code) {
    case IPAAS_ACCEPT:
      return delivery::verdict::accept;
    case IPAAS_RETRY:
      return delivery::verdict::retry;
    case IPAAS_REJECT:
      return delivery::verdict::reject;
    default:
      return {};
  }
}

}  // namespace

consumer::consumer(std::shared_ptr<hub> owner, std::uint32_t id, config::consumer_settings settings,
                   std::string variable, std::size_t most_unsettled)
    : operation(std::move(owner), id),
      settings_(std::move(settings)),
      variable_(std::move(variable)),
      most_waiting_(most_unsettled * 2) {}

// --- to the host ---

void consumer::on_message(const delivery::handover& message) {
  queued_record record;
  record.kind = IPAAS_KIND_MESSAGE;
  record.deliveries = message.deliveries;
  record.token = message.token;
  record.ticket = message.ticket;
  record.message = message.message;
  queue().stage(std::move(record));
}

void consumer::on_outcome(const delivery::outcome&) {}

record_parts consumer::parts_of(const queued_record& record) {
  if (record.kind != IPAAS_KIND_MESSAGE) return operation::parts_of(record);
  return {protocol::as_text(record.message.payload),
          {},
          attribute_.of(record.message, record.deliveries),
          variable_};
}

void consumer::on_taken(const queued_record& record) {
  if (record.kind != IPAAS_KIND_MESSAGE) return;
  taken_.store(record.ticket, std::memory_order_release);
  if (settings_.ack_mode == config::ack_mode::immediate) {
    settled_by_taking_.push_back({record.token, delivery::verdict::accept, nullptr});
  }
}

std::uint64_t consumer::withdraw_untaken() {
  queue().remove(IPAAS_KIND_MESSAGE);
  return taken();
}

// --- from the host ---

result consumer::accept(const record_view& record) {
  const auto verdict = verdict_of(record.header.code);
  if (!verdict) {
    return refused(IPAAS_BAD_RECORD,
                   fmt::format("The argument records: settlement of token {} with {}, which "
                               "is no verdict",
                               record.header.token, record.header.code));
  }
  const bool first = submitted_.empty();
  if (submitted_.size() >= most_waiting_ || (first && handoff_.size() >= most_waiting_)) {
    return {IPAAS_AGAIN, {}};
  }
  submitted_.push_back({record.header.token, *verdict, error_of(record)});
  return {};
}

result consumer::flush() {
  give(submitted_);
  return {};
}

// What the flow says goes into the dead letter: as JSON, whatever the host has given.
std::shared_ptr<const std::string> consumer::error_of(const record_view& record) const {
  constexpr std::size_t longest = 8192;
  const bool wanted = !settings_.dead_letter_topic.empty() && record.header.code != IPAAS_ACCEPT;
  if (!wanted || record.error.empty()) return nullptr;
  std::string text;
  const auto parsed = config::parse_json(record.error.substr(0, longest));
  if (const auto* value = std::get_if<config::json_value>(&parsed)) {
    config::append_json(text, *value);
  } else {
    append_json_string(text, record.error.substr(0, longest));
  }
  return std::make_shared<const std::string>(std::move(text));
}

void consumer::give(std::vector<delivery::settlement>& settlements) {
  if (settlements.empty() || !handoff_.give(settlements)) return;
  owner()->post([self = shared_from_this(), this](session::connection& connection) {
    handoff_.collect(collected_);
    connection.settle(id(), collected_);
    collected_.clear();
  });
}

}  // namespace ipaas::mqtt::operations
