#include "operations/producer.h"

#include <algorithm>

#include "message/problem_text.h"
#include "operations/hub.h"
#include "protocol/framing.h"
#include "state/store.h"

namespace ipaas::mqtt::operations {

producer::producer(std::shared_ptr<hub> owner, std::uint32_t id,
                   const config::producer_settings& settings)
    : operation(std::move(owner), id),
      composer_(settings, this->owner()->settings().mqtt_version) {}

// --- from the host ---

result producer::accept(const record_view& record) {
  protocol::publish message;
  std::size_t size = 0;
  std::optional<error> failure = composer_.compose(record, message);
  if (!failure) failure = measure(message, size);
  if (!owner()->budget().reserve(failure ? 0 : size)) return {IPAAS_AGAIN, {}};
  if (failure) {
    failed_.push_back({failure->code, outcome_record(record.header.token, &*failure)});
  } else {
    encode(record.header.token, message, size);
  }
  return {};
}

std::optional<error> producer::measure(const protocol::publish& message, std::size_t& size) {
  const config::connection_settings& limits = owner()->settings();
  const std::size_t body = protocol::publish_body_size(limits.mqtt_version, message);
  const std::size_t longest = std::min<std::size_t>(body, protocol::max_remaining_length);
  size = body + protocol::fixed_header_size(static_cast<std::uint32_t>(longest));
  if (body > protocol::max_remaining_length || size > limits.max_packet_size) {
    return describe(error_code::packet_too_large,
                    say(problem::packet_above_own_limit, size, limits.max_packet_size));
  }
  if (!owner()->budget().could_hold(size)) {
    return describe(error_code::outbox_full,
                    say(problem::packet_above_outbox, size, limits.outbox_max_bytes));
  }
  return {};
}

void producer::encode(std::uint64_t token, const protocol::publish& message, std::size_t size) {
  delivery::submission submission;
  submission.operation = id();
  submission.token = token;
  submission.packet = arena_.allocate(size);
  submission.block = arena_.block();
  submission.size =
      protocol::encode_publish(owner()->settings().mqtt_version, message, submission.packet);
  submission.qos = message.qos;
  submission.retain = message.retain;
  submitted_.push_back(std::move(submission));
}

result producer::flush() {
  owner()->watch_outbox();
  if (state::store* const kept = owner()->store(); kept != nullptr && !submitted_.empty()) {
    if (auto failure = kept->keep(submitted_)) {
      undo();
      return {IPAAS_NO_RESOURCES, std::move(failure)};
    }
  }
  answer_failed();
  if (submitted_.empty() || !handoff_.give(submitted_)) return {};
  owner()->post([self = shared_from_this(), this](session::connection& connection) {
    handoff_.collect(collected_);
    connection.submit(collected_);
  });
  return {};
}

// Messages that never reach the network are answered all the same.
void producer::answer_failed() {
  for (failed_message& each : failed_) {
    owner()->count_failure(each.code);
    queue().push(std::move(each.answer));
  }
  failed_.clear();
}

// Nothing was accepted: the host will submit all of it again.
void producer::undo() {
  for (const delivery::submission& each : submitted_) owner()->budget().release_bytes(each.size);
  for (std::size_t i = submitted_.size() + failed_.size(); i > 0; --i) {
    owner()->budget().release_message();
  }
  submitted_.clear();
  failed_.clear();
}

// --- to the host ---

void producer::on_message(const delivery::handover&) {}

void producer::on_outcome(const delivery::outcome& result) {
  // What is kept goes on filling the outbox, until taken_up hears of its end.
  if (result.kept) {
    owner()->budget().take_over(0, 1);
  } else {
    released_bytes_ += result.size;
  }
  queued_record record = outcome_record(result.token, result.failure.get());
  if (result.kept) record.code = IPAAS_KEPT;
  queue().stage(std::move(record));
}

// Once for a whole turn: the account is a place where threads meet.
void producer::commit() {
  owner()->budget().release_bytes(std::exchange(released_bytes_, 0));
  operation::commit();
}

std::uint64_t producer::withdraw_untaken() {
  owner()->budget().release_bytes(std::exchange(released_bytes_, 0));
  for (std::size_t left = queue().remove(IPAAS_KIND_OUTCOME); left > 0; --left) {
    owner()->budget().release_message();
  }
  return 0;
}

queued_record producer::outcome_record(std::uint64_t token, const error* failure) const {
  queued_record record;
  record.kind = IPAAS_KIND_OUTCOME;
  record.token = token;
  record.code = IPAAS_SUCCEEDED;
  if (failure != nullptr) {
    record.code = is_retryable(failure->code) ? IPAAS_FAILED_RETRYABLE : IPAAS_FAILED;
    record.texts = std::make_unique<record_texts>();
    record.texts->error = to_json(*failure, owner()->settings().errors);
  }
  return record;
}

void producer::on_taken(const queued_record& record) {
  if (record.kind == IPAAS_KIND_OUTCOME) ++outcomes_taken_;
}

void producer::taken_all() {
  if (outcomes_taken_ == 0) return;
  owner()->budget().release_messages(std::exchange(outcomes_taken_, 0));
  owner()->watch_outbox();
}

}  // namespace ipaas::mqtt::operations
