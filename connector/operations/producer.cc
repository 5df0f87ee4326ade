#include "operations/producer.h"

#include <fmt/format.h>

#include <algorithm>

#include "operations/hub.h"
#include "protocol/framing.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::operations {

producer::producer(std::shared_ptr<hub> owner, std::uint32_t id, config::producer_settings settings)
    : operation(std::move(owner), id), settings_(std::move(settings)), topic_(settings_.topic) {
  if (settings_.payload) payload_.emplace(*settings_.payload);
}

// --- from the host ---

result producer::accept(const record_view& record) {
  protocol::publish message;
  std::size_t size = 0;
  std::optional<error> failure = compose(record, message);
  if (!failure) failure = measure(message, size);
  if (!owner()->budget().reserve(failure ? 0 : size)) return {IPAAS_AGAIN, {}};
  if (failure) {
    fail(record.header.token, *failure);
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
                    fmt::format("The packet would have {} bytes, maxPacketSize is {}", size,
                                limits.max_packet_size));
  }
  if (!owner()->budget().could_hold(size)) {
    return describe(error_code::outbox_full,
                    fmt::format("The packet has {} bytes, outboxMaxBytes is {}", size,
                                limits.outbox_max_bytes));
  }
  return {};
}

std::optional<error> producer::compose(const record_view& record, protocol::publish& message) {
  const config::template_input input{record.payload, record.attribute, record.variable};
  message.qos = settings_.qos;
  message.retain = settings_.retain;
  message.topic = topic_.literal();
  if (!topic_.is_literal()) {
    topic_text_.clear();
    if (const auto missing = topic_.render(input, topic_text_)) {
      return describe(error_code::topic_invalid, *missing);
    }
    if (const auto problem = protocol::check_topic_name(topic_text_)) {
      return describe(error_code::topic_invalid,
                      fmt::format("The topic made from \"{}\": {}", settings_.topic, problem.what));
    }
    message.topic = topic_text_;
  }
  message.payload = protocol::as_bytes(record.payload);
  if (payload_) {
    payload_text_.clear();
    if (const auto missing = payload_->render(input, payload_text_)) {
      error failure = describe(error_code::publish_rejected, *missing);
      failure.field = "/payload";
      return failure;
    }
    message.payload = protocol::as_bytes(payload_text_);
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

// A message that never reaches the network is answered all the same.
void producer::fail(std::uint64_t token, const error& why) {
  owner()->count_failure(why.code);
  queue().push(outcome_record(token, &why));
}

void producer::flush() {
  owner()->watch_outbox();
  if (submitted_.empty() || !handoff_.give(submitted_)) return;
  owner()->post([self = shared_from_this(), this](session::connection& connection) {
    handoff_.collect(collected_);
    connection.submit(collected_);
  });
}

// --- to the host ---

void producer::on_message(const delivery::handover&) {}

void producer::on_outcome(const delivery::outcome& result) {
  owner()->budget().release_bytes(result.size);
  queue().stage(outcome_record(result.token, result.failure.get()));
}

std::uint64_t producer::withdraw_untaken() {
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
  if (record.kind == IPAAS_KIND_OUTCOME) owner()->budget().release_message();
}

}  // namespace ipaas::mqtt::operations
