#include <string_view>
#include <unordered_set>

#include "config/consumer_checks.h"
#include "config/fields.h"
#include "config/object_reader.h"
#include "config/setting_rows.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

void take_filter(const std::string& filter, std::string_view pointer, problems& found,
                 subscription& out) {
  if (const auto wrong = protocol::check_topic_filter(filter)) {
    found.fail(pointer, problem::filter_invalid, quote(filter), wrong.text());
  }
  out.filter = filter;
}

// An entry of topics that has a QoS of its own.
constexpr reader<subscription> entry_readers[] = {
    {"topic",
     [](field_value& in, subscription& out) {
       if (const auto text = in.text()) take_filter(*text, in.pointer(), in.found(), out);
     }},
    {"qos", [](field_value& in, subscription& out) { take(in.choice_index(), out.qos); }},
};
constexpr auto entry_table = join(subscription_rows, entry_readers);

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
void warn_of_repetition(const std::vector<subscription>& read, std::string_view pointer,
                        problems& found) {
  std::unordered_set<std::string_view> seen;
  for (std::size_t i = 0; i < read.size(); ++i) {
    const std::string& filter = read[i].filter;
    if (filter.empty() || seen.insert(filter).second) continue;
    found.warn(join_pointer(pointer, i), problem::warn_filter_twice, quote(filter));
  }
}

void read_topics(field_value& in, consumer_settings& out) {
  if (!in.is_list()) return;
  if (in.value().items.empty()) return in.fail(problem::topics_empty);
  const auto index = sibling_choice(in.object(), "qos", consumer_qos_choices);
  const auto qos = static_cast<protocol::qos>(index.value_or(0));
  for (std::size_t i = 0; i < in.value().items.size(); ++i) {
    const std::string pointer = join_pointer(in.pointer(), i);
    subscription next = read_entry(in.value().items[i], pointer, qos, in.found());
    out.subscriptions.push_back(std::move(next));
  }
  warn_of_repetition(out.subscriptions, in.pointer(), in.found());
}

void read_dead_letter_topic(field_value& in, consumer_settings& out) {
  const auto text = in.text();
  if (!text) return;
  if (const auto wrong = protocol::check_topic_name(*text)) {
    in.fail(problem::letter_topic_invalid, wrong.text());
  }
  out.dead_letter_topic = *text;
}

// Whatever fails would come back, and fail again.
void warn_of_a_circle(const consumer_settings& read, std::string_view pointer, problems& found) {
  if (read.dead_letter_topic.empty()) return;
  for (const subscription& each : read.subscriptions) {
    if (protocol::check_topic_filter(each.filter)) continue;
    if (!protocol::matches(each.filter, read.dead_letter_topic)) continue;
    found.warn(join_pointer(pointer, "deadLetterTopic"), problem::warn_letter_circle,
               quote(each.filter));
  }
}

constexpr reader<consumer_settings> consumer_readers[] = {
    {"topics", read_topics},
    {"qos", [](field_value& in,
               consumer_settings&) { in.choice_index(); }},  // read_topics takes it, this checks it
    {"ackMode",
     [](field_value& in, consumer_settings& out) { take(in.choice_index(), out.ack_mode); }},
    {"ackOrder",
     [](field_value& in, consumer_settings& out) { take(in.choice_index(), out.ack_order); }},
    {"redeliveryDelay",
     [](field_value& in, consumer_settings& out) { take(in.duration(), out.redelivery_delay); }},
    {"retained",
     [](field_value& in, consumer_settings& out) { take(in.choice_index(), out.retained); }},
    {"sharedGroup",
     [](field_value& in, consumer_settings& out) { take(in.mqtt_text(), out.shared_group); }},
    {"noLocal",
     [](field_value& in, consumer_settings& out) { take(in.flag(), out.options.no_local); }},
    {"retainHandling",
     [](field_value& in, consumer_settings& out) {
       take(in.choice_index(), out.options.retained);
     }},
    {"retainAsPublished",
     [](field_value& in, consumer_settings& out) {
       take(in.flag(), out.options.retain_as_published);
     }},
    {"maxDeliveries",
     [](field_value& in, consumer_settings& out) { take(in.number(), out.max_deliveries); }},
    {"settleTimeout",
     [](field_value& in, consumer_settings& out) { take(in.duration(), out.settle_timeout); }},
    {"settleTimeoutAction",
     [](field_value& in, consumer_settings& out) {
       take(in.choice_index(), out.settle_timeout_action);
     }},
    {"deadLetterTopic", read_dead_letter_topic},
    {"deadLetterEnvelope",
     [](field_value& in, consumer_settings& out) { take(in.flag(), out.dead_letter_envelope); }},
};
constexpr auto consumer_table = join(consumer_rows, consumer_readers);

}  // namespace

consumer_settings read_consumer(const json_value& object, std::string_view pointer,
                                problems& found) {
  consumer_settings out;
  read_object<consumer_settings>(object, pointer, consumer_table, found, out);
  share_subscriptions(out, pointer, found);
  check_consumer(out, pointer, found);
  warn_of_a_circle(out, pointer, found);
  return out;
}

std::vector<const field_info*> consumer_field_infos() { return infos_of(consumer_rows); }

}  // namespace ipaas::mqtt::config
