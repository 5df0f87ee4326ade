#include "operations/message_composer.h"

#include <utility>

#include "config/json_value.h"
#include "message/problem_text.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::operations {

namespace {

error failure_in_override(error_code code, std::string_view key, phrase detail) {
  error failure = describe(code, std::move(detail));
  failure.field = config::join_pointer(config::override_pointer, key);
  return failure;
}

}  // namespace

message_composer::message_composer(const config::producer_settings& parameters,
                                   protocol::version version)
    : version_(version),
      qos_(parameters.qos),
      retain_(parameters.retain),
      topic_(parameters.topic),
      topic_as_written_(parameters.topic),
      properties_(parameters.properties) {
  if (parameters.payload) payload_.emplace(*parameters.payload);
}

std::optional<error> message_composer::compose(const record_view& record, protocol::publish& out) {
  const config::template_input input{record.payload, record.attribute, record.variable};
  out.qos = qos_;
  out.retain = retain_;
  out.payload = protocol::as_bytes(record.payload);
  auto failure = config::may_hold_override(record.attribute) ? compose_by_message(input, out)
                                                             : compose_by_parameters(input, out);
  if (!failure && payload_) failure = render_payload(input, out.payload);
  return failure;
}

std::optional<error> message_composer::compose_by_parameters(const config::template_input& input,
                                                             protocol::publish& out) {
  if (auto failure = render_topic(input, out.topic)) return failure;
  return properties_.compose(input, out.properties);
}

std::optional<error> message_composer::compose_by_message(const config::template_input& input,
                                                          protocol::publish& out) {
  own_ = {};
  if (auto failure = config::read_override(input.attribute, own_)) return failure;
  out.qos = own_.qos.value_or(qos_);
  out.retain = own_.retain.value_or(retain_);
  auto failure = own_.topic ? take_topic(out.topic) : render_topic(input, out.topic);
  if (failure) return failure;
  if (!own_.properties) return properties_.compose(input, out.properties);
  if (version_ == protocol::version::v5) {
    return properties_.compose(input, *own_.properties, out.properties);
  }
  return failure_in_override(error_code::publish_rejected, "properties",
                             say(problem::properties_need_version_5));
}

std::optional<error> message_composer::render_topic(const config::template_input& input,
                                                    std::string_view& topic) {
  topic = topic_.literal();
  if (topic_.is_literal()) return std::nullopt;
  topic_text_.clear();
  if (const auto missing = topic_.render(input, topic_text_)) {
    return describe(error_code::topic_invalid, *missing);
  }
  if (const auto wrong = protocol::check_topic_name(topic_text_)) {
    return describe(error_code::topic_invalid,
                    say(problem::made_topic_invalid, topic_as_written_, wrong.text()));
  }
  topic = topic_text_;
  return std::nullopt;
}

std::optional<error> message_composer::take_topic(std::string_view& topic) {
  topic = *own_.topic;
  const auto wrong = protocol::check_topic_name(topic);
  if (!wrong) return std::nullopt;
  return failure_in_override(error_code::topic_invalid, "topic",
                             say(problem::asked_topic_invalid, wrong.text()));
}

std::optional<error> message_composer::render_payload(const config::template_input& input,
                                                      protocol::bytes& payload) {
  payload_text_.clear();
  if (const auto missing = payload_->render(input, payload_text_)) {
    error failure = describe(error_code::publish_rejected, *missing);
    failure.field = "/payload";
    return failure;
  }
  payload = protocol::as_bytes(payload_text_);
  return std::nullopt;
}

}  // namespace ipaas::mqtt::operations
