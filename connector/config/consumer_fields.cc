#include <algorithm>

#include "config/consumer_checks.h"
#include "config/fields.h"
#include "config/object_reader.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

using value = field_value;
using settings = consumer_settings;

// In the order of ack_mode.
constexpr choice ack_mode_choices[] = {{"AFTER_FLOW_SUCCESS", {"AFTER_FLOW"}}, {"IMMEDIATE"}};
// In the order of ack_order.
constexpr choice ack_order_choices[] = {{"AS_RECEIVED"}, {"AS_SETTLED"}};
// In the order of overdue_action.
constexpr choice overdue_choices[] = {{"REPORT"}, {"RETRY"}};

// In the order of retained_messages.
constexpr choice retained_choices[] = {{"DELIVER"}, {"SKIP"}};
// In the order of retain_handling.
constexpr choice retain_handling_choices[] = {
    {"SEND", {"0"}}, {"SEND_IF_NEW", {"1"}}, {"DO_NOT_SEND", {"2"}}};

void take_filter(const std::string& filter, std::string_view pointer, problems& found,
                 subscription& out) {
  if (const auto wrong = protocol::check_topic_filter(filter)) {
    found.fail(pointer, problem::filter_invalid, quote(filter), translated(wrong.what));
  }
  out.filter = filter;
}

// An entry of topics that has a QoS of its own.
constexpr field<subscription> entry_table[] = {
    {{.key = "topic",
      .type = field_type::text,
      .required = true,
      .help = "A topic filter, with + and # as wildcards."},
     [](value& in, subscription& out) {
       if (const auto text = in.text()) take_filter(*text, in.pointer(), in.found(), out);
     }},
    {{.key = "qos",
      .type = field_type::choice,
      .allowed = qos_choices,
      .help = "The quality of service for this filter, where it differs from the Consumer's."},
     [](value& in, subscription& out) { take(in.choice_index(), out.qos); }},
};

subscription read_entry(const json_value& entry, const std::string& pointer, protocol::qos qos,
                        problems& found) {
  subscription out{{}, qos};
  if (entry.is(json_kind::string)) {
    take_filter(entry.text, pointer, found, out);
  } else if (entry.is(json_kind::object)) {
    read_object<subscription>(entry, pointer, entry_table, found, out);
  } else {
    found.fail(pointer, problem::topics_entry, name_of(entry.kind), problem::topics_entry_allowed);
  }
  return out;
}

// MQTT 5 section 3.8.4: the later of two subscriptions with one filter replaces the earlier.
void warn_if_repeated(const std::string& filter, const std::vector<subscription>& before,
                      const std::string& pointer, problems& found) {
  const bool repeated = std::any_of(before.begin(), before.end(), [&](const subscription& each) {
    return each.filter == filter;
  });
  if (!repeated) return;
  found.warn(pointer, problem::warn_filter_twice, quote(filter));
}

void read_topics(value& in, settings& out) {
  if (!in.is_list()) return;
  if (in.value().items.empty()) return in.fail(problem::topics_empty);
  const auto index = sibling_choice(in.object(), "qos", qos_choices);
  const auto qos = static_cast<protocol::qos>(index.value_or(0));
  for (std::size_t i = 0; i < in.value().items.size(); ++i) {
    const std::string pointer = join_pointer(in.pointer(), i);
    subscription next = read_entry(in.value().items[i], pointer, qos, in.found());
    warn_if_repeated(next.filter, out.subscriptions, pointer, in.found());
    out.subscriptions.push_back(std::move(next));
  }
}

void read_dead_letter_topic(value& in, settings& out) {
  const auto text = in.text();
  if (!text) return;
  if (const auto wrong = protocol::check_topic_name(*text)) {
    in.fail(problem::letter_topic_invalid, translated(wrong.what));
  }
  out.dead_letter_topic = *text;
}

// Whatever fails would come back, and fail again.
void warn_of_a_circle(const settings& read, std::string_view pointer, problems& found) {
  if (read.dead_letter_topic.empty()) return;
  for (const subscription& each : read.subscriptions) {
    if (protocol::check_topic_filter(each.filter)) continue;
    if (!protocol::matches(each.filter, read.dead_letter_topic)) continue;
    found.warn(join_pointer(pointer, "deadLetterTopic"), problem::warn_letter_circle,
               quote(each.filter));
  }
}

constexpr field<settings> table[] = {
    {{.key = "topics",
      .type = field_type::list,
      .required = true,
      .help = "The topic filters to subscribe to, with + and # as wildcards; an entry may also be "
              "an object with topic and qos."},
     read_topics},
    {{.key = "qos",
      .type = field_type::choice,
      .default_text = R"("AT_MOST_ONCE")",
      .allowed = qos_choices,
      .help = "The quality of service to ask for: the broker delivers messages with this one or a "
              "lower."},
     [](value& in, settings&) { in.choice_index(); }},  // read_topics takes it, this checks it
    {{.key = "ackMode",
      .type = field_type::choice,
      .default_text = R"("AFTER_FLOW_SUCCESS")",
      .allowed = ack_mode_choices,
      .help = "Whether a message is acknowledged to the broker after its flow has succeeded, or as "
              "soon as the flow has it."},
     [](value& in, settings& out) { take(in.choice_index(), out.ack_mode); }},
    {{.key = "ackOrder",
      .type = field_type::choice,
      .default_text = R"("AS_RECEIVED")",
      .allowed = ack_order_choices,
      .help = "AS_RECEIVED acknowledges messages in the order they came, as MQTT wants it; with "
              "AS_SETTLED a slow flow does not hold back the acknowledgements of those behind it, "
              "for brokers that accept it, as mosquitto does."},
     [](value& in, settings& out) { take(in.choice_index(), out.ack_order); }},
    {{.key = "redeliveryDelay",
      .type = field_type::duration,
      .default_text = R"("1s")",
      .minimum = 1,
      .maximum = 24 * 3600 * 1000,
      .help =
          "How long to wait before a message whose flow asked for a retry is handed over again; "
          "it doubles with each attempt, up to 10 minutes."},
     [](value& in, settings& out) { take(in.duration(), out.redelivery_delay); }},
    {{.key = "retained",
      .type = field_type::choice,
      .default_text = R"("DELIVER")",
      .allowed = retained_choices,
      .help = "What becomes of messages that the broker has kept from before: they start flows, or "
              "are acknowledged and skipped."},
     [](value& in, settings& out) { take(in.choice_index(), out.retained); }},
    {{.key = "sharedGroup",
      .type = field_type::text,
      .help = "A group whose Consumers divide the messages among them, on one machine or several: "
              "each filter becomes $share/<group>/<filter>."},
     [](value& in, settings& out) { take(in.mqtt_text(), out.shared_group); }},
    {{.key = "noLocal",
      .type = field_type::flag,
      .default_text = "false",
      .help = "MQTT 5: true leaves out what this same connection has published."},
     [](value& in, settings& out) { take(in.flag(), out.options.no_local); }},
    {{.key = "retainHandling",
      .type = field_type::choice,
      .default_text = R"("SEND")",
      .allowed = retain_handling_choices,
      .help = "MQTT 5: whether the broker sends the messages it has kept at every subscribe, only "
              "when the subscription is new, or never."},
     [](value& in, settings& out) { take(in.choice_index(), out.options.retained); }},
    {{.key = "retainAsPublished",
      .type = field_type::flag,
      .default_text = "false",
      .help = "MQTT 5: true makes retain in the attribute say what the publisher asked for, rather "
              "than whether the broker had kept the message."},
     [](value& in, settings& out) { take(in.flag(), out.options.retain_as_published); }},
    {{.key = "maxDeliveries",
      .type = field_type::count,
      .minimum = 1,
      .maximum = 1'000'000,
      .help =
          "How often a message is handed over at most: when the last flow asks for a retry, the "
          "message is rejected instead. Without it there is no limit."},
     [](value& in, settings& out) { take(in.number(), out.max_deliveries); }},
    {{.key = "settleTimeout",
      .type = field_type::duration,
      .minimum = 100,
      .maximum = 7 * 24 * 3600 * 1000,
      .help = "How long a flow may take for a message before settleTimeoutAction is taken. Without "
              "it a flow may take for ever."},
     [](value& in, settings& out) { take(in.duration(), out.settle_timeout); }},
    {{.key = "settleTimeoutAction",
      .type = field_type::choice,
      .default_text = R"("REPORT")",
      .allowed = overdue_choices,
      .help = "What happens to a message that is not settled within settleTimeout: REPORT tells it "
              "in an event, and again whenever it is twice as old; RETRY also takes it back from "
              "its flow and hands it over again, and what the flow says later does not count."},
     [](value& in, settings& out) { take(in.choice_index(), out.settle_timeout_action); }},
    {{.key = "deadLetterTopic",
      .type = field_type::text,
      .help = "The topic to publish a message to that its flow has rejected, or has failed for "
              "maxDeliveries times; it is acknowledged when the broker has the copy. With MQTT 5 "
              "the user properties originalTopic, originalMessageID, deliveries and error say "
              "where it comes from."},
     read_dead_letter_topic},
    {{.key = "deadLetterEnvelope",
      .type = field_type::flag,
      .default_text = "false",
      .help = "Whether a dead letter is a JSON object with payload, encoding (text or base64), "
              "topic, messageID, deliveries and error, instead of the bare payload."},
     [](value& in, settings& out) { take(in.flag(), out.dead_letter_envelope); }},
};

}  // namespace

consumer_settings read_consumer(const json_value& object, std::string_view pointer,
                                problems& found) {
  consumer_settings out;
  read_object<consumer_settings>(object, pointer, table, found, out);
  share_subscriptions(out, pointer, found);
  check_consumer(out, pointer, found);
  warn_of_a_circle(out, pointer, found);
  return out;
}

std::vector<const field_info*> consumer_field_infos() { return infos_of<consumer_settings>(table); }

}  // namespace ipaas::mqtt::config
