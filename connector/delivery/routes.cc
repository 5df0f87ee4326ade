#include "delivery/routes.h"

#include <algorithm>
#include <map>

#include "protocol/properties.h"

namespace ipaas::mqtt::delivery {

std::uint32_t subscription_identifier_of(const std::vector<std::string>& filters) {
  // FNV-1a, because it must give the same number in every build and on every machine.
  std::uint32_t hash = 2'166'136'261U;
  const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * 16'777'619U; };
  for (const std::string& filter : filters) {
    for (const char c : filter) mix(static_cast<unsigned char>(c));
    mix(0);
  }
  constexpr std::uint32_t maximum = 268'435'455;
  return hash % maximum + 1;
}

void routes::add(operation_id operation, std::vector<std::string> filters) {
  route entry{operation, subscription_identifier_of(filters), {}};
  for (std::string& text : filters) entry.filters.push_back({std::move(text), 0});
  routes_.push_back(std::move(entry));
  find_holders();
}

void routes::remove(operation_id operation) {
  std::erase_if(routes_, [&](const route& entry) { return entry.operation == operation; });
  find_holders();
}

// Operations subscribe in the order they were added, and a SUBSCRIBE to a filter replaces the one
// before (MQTT-3.8.4-3): the last one's identifier stands for the filter.
void routes::find_holders() {
  std::map<std::string_view, std::uint32_t> last;
  for (const route& entry : routes_) {
    for (const filter& each : entry.filters) last[each.text] = entry.identifier;
  }
  for (route& entry : routes_) {
    for (filter& each : entry.filters) each.holder = last[each.text];
  }
  last_topic_valid_ = false;
}

const std::vector<operation_id>& routes::match(const protocol::publish& message) {
  if (!message.properties.empty() && match_identifiers(message)) return matched_;
  if (!last_topic_valid_ || last_topic_ != message.topic) match_topic(message.topic);
  return matched_;
}

bool routes::match_identifiers(const protocol::publish& message) {
  last_topic_valid_ = false;
  matched_.clear();
  protocol::property_reader reader(message.properties);
  while (const auto property = reader.next()) {
    if (property->id != protocol::property_id::subscription_identifier) continue;
    // An identifier that nobody has now stands in a kept session from before: go by the topic.
    if (!is_known(property->number)) return false;
    for (const route& entry : routes_) {
      if (!is_served(entry, property->number, message.topic)) continue;
      if (std::ranges::find(matched_, entry.operation) == matched_.end()) {
        matched_.push_back(entry.operation);
      }
    }
  }
  return !matched_.empty();
}

bool routes::is_known(std::uint32_t identifier) const {
  return std::ranges::find(routes_, identifier, &route::identifier) != routes_.end();
}

// Whether a message that came by `identifier` is for this operation: by its own, or because its
// filter is held by another one and it has no other that brings it a message of its own.
bool routes::is_served(const route& entry, std::uint32_t identifier, std::string_view topic) {
  if (entry.identifier == identifier) return true;
  std::uint32_t holder = 0;
  for (const filter& each : entry.filters) {
    if (!protocol::matches(each.text, topic)) continue;
    if (each.holder == entry.identifier) return false;
    if (holder == 0) holder = each.holder;
  }
  return holder == identifier;
}

void routes::match_topic(std::string_view topic) {
  matched_.clear();
  for (const route& entry : routes_) {
    const auto fits = [&](const filter& each) { return protocol::matches(each.text, topic); };
    if (std::ranges::any_of(entry.filters, fits)) matched_.push_back(entry.operation);
  }
  last_topic_.assign(topic);
  last_topic_valid_ = true;
}

}  // namespace ipaas::mqtt::delivery
