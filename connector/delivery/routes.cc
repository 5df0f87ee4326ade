#include "delivery/routes.h"

#include <algorithm>

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
  const std::uint32_t identifier = subscription_identifier_of(filters);
  routes_.push_back({operation, identifier, std::move(filters)});
  last_topic_valid_ = false;
}

void routes::remove(operation_id operation) {
  std::erase_if(routes_, [&](const route& entry) { return entry.operation == operation; });
  last_topic_valid_ = false;
}

const std::vector<operation_id>& routes::match(const protocol::publish& message) {
  if (!message.properties.empty() && match_identifiers(message.properties)) return matched_;
  if (!last_topic_valid_ || last_topic_ != message.topic) match_topic(message.topic);
  return matched_;
}

bool routes::match_identifiers(protocol::bytes properties) {
  last_topic_valid_ = false;
  matched_.clear();
  protocol::property_reader reader(properties);
  while (const auto property = reader.next()) {
    if (property->id != protocol::property_id::subscription_identifier) continue;
    const route* entry = find_identifier(property->number);
    // An identifier that nobody has now stands in a kept session from before: go by the topic.
    if (entry == nullptr) return false;
    for (const route& twin : routes_) {
      if (twin.identifier != entry->identifier) continue;
      if (std::ranges::find(matched_, twin.operation) == matched_.end()) {
        matched_.push_back(twin.operation);
      }
    }
  }
  return !matched_.empty();
}

const routes::route* routes::find_identifier(std::uint32_t identifier) const {
  const auto found = std::ranges::find(routes_, identifier, &route::identifier);
  return found == routes_.end() ? nullptr : &*found;
}

void routes::match_topic(std::string_view topic) {
  matched_.clear();
  for (const route& entry : routes_) {
    const auto fits = [&](const std::string& filter) { return protocol::matches(filter, topic); };
    if (std::ranges::any_of(entry.filters, fits)) matched_.push_back(entry.operation);
  }
  last_topic_.assign(topic);
  last_topic_valid_ = true;
}

}  // namespace ipaas::mqtt::delivery
