#include "session/subscriptions.h"

#include <fmt/format.h>

#include <algorithm>

#include "session/reason_codes.h"

namespace ipaas::mqtt::session {

void subscriptions::add(operation_id operation, std::vector<config::subscription> wanted,
                        config::subscribe_options options) {
  wishes_.push_back({operation, std::move(wanted), options, {}});
}

std::vector<std::string> subscriptions::remove(operation_id operation) {
  const std::vector<std::string> had = filters_of(operation);
  std::erase_if(wishes_, [&](const wish& entry) { return entry.operation == operation; });
  std::vector<std::string> unwanted;
  std::ranges::copy_if(had, std::back_inserter(unwanted),
                       [this](const std::string& filter) { return !is_wanted(filter); });
  return unwanted;
}

bool subscriptions::is_wanted(const std::string& filter) const {
  return std::ranges::any_of(wishes_, [&](const wish& entry) {
    return std::ranges::find(entry.wanted, filter, &config::subscription::filter) !=
           entry.wanted.end();
  });
}

std::vector<operation_id> subscriptions::operations() const {
  std::vector<operation_id> all;
  std::ranges::transform(wishes_, std::back_inserter(all), &wish::operation);
  return all;
}

std::vector<std::string> subscriptions::filters_of(operation_id operation) const {
  std::vector<std::string> filters;
  if (const wish* entry = find(operation)) {
    std::ranges::transform(entry->wanted, std::back_inserter(filters),
                           &config::subscription::filter);
  }
  return filters;
}

std::vector<subscriptions::group> subscriptions::groups_of(operation_id operation) const {
  std::vector<group> groups;
  const wish* entry = find(operation);
  if (entry == nullptr) return groups;
  for (const config::subscription& wanted : entry->wanted) {
    auto found = std::ranges::find(groups, wanted.qos, &group::qos);
    if (found == groups.end()) {
      found = groups.insert(groups.end(), group{wanted.qos, entry->options, {}});
    }
    found->filters.push_back(wanted.filter);
  }
  return groups;
}

void subscriptions::asked(int request, operation_id operation, group what) {
  asked_.push_back({request, operation, std::move(what)});
}

std::optional<subscriptions::answer> subscriptions::on_subscribed(int request,
                                                                  std::span<const int> codes) {
  const auto found = std::ranges::find(asked_, request, &request_entry::number);
  if (found == asked_.end()) return {};
  const request_entry answered = std::move(*found);
  asked_.erase(found);
  wish* entry = find(answered.operation);
  if (entry == nullptr) return {};
  answer result{answered.operation, false, {}, codes.size() == answered.what.filters.size()};
  if (!result.fits) return result;
  for (std::size_t i = 0; i < answered.what.filters.size(); ++i) {
    const int code = codes[i];
    if (code < 0x80) {
      entry->granted.emplace_back(answered.what.filters[i], code);
    } else if (!result.refusal) {
      result.refusal = suback_error(answered.what.filters[i], static_cast<std::uint8_t>(code));
    }
  }
  result.complete = is_granted(answered.operation);
  return result;
}

void subscriptions::asked_to_forget(int request, std::vector<std::string> filters) {
  forgets_.push_back({request, std::move(filters)});
}

std::vector<std::string> subscriptions::on_unsubscribed(int request) {
  const auto found = std::ranges::find(forgets_, request, &forget_entry::number);
  if (found == forgets_.end()) return {};
  std::vector<std::string> filters = std::move(found->filters);
  forgets_.erase(found);
  return filters;
}

std::vector<std::string> subscriptions::take_unwanted() {
  std::vector<std::string> unwanted = std::exchange(remembered_, {});
  std::erase_if(unwanted, [this](const std::string& filter) { return is_wanted(filter); });
  return unwanted;
}

bool subscriptions::is_granted(operation_id operation) const {
  const wish* entry = find(operation);
  return entry != nullptr && entry->granted.size() >= entry->wanted.size();
}

const subscriptions::grants& subscriptions::granted(operation_id operation) const {
  static const grants none;
  const wish* entry = find(operation);
  return entry == nullptr ? none : entry->granted;
}

std::string subscriptions::granted_text(operation_id operation) const {
  std::string text;
  for (const auto& [filter, qos] : granted(operation)) {
    text += fmt::format("{}{} (QoS {})", text.empty() ? "" : ", ", filter, qos);
  }
  return text;
}

void subscriptions::reset() {
  asked_.clear();
  forgets_.clear();
  for (wish& entry : wishes_) entry.granted.clear();
}

const subscriptions::wish* subscriptions::find(operation_id operation) const {
  const auto found = std::ranges::find(wishes_, operation, &wish::operation);
  return found == wishes_.end() ? nullptr : &*found;
}

subscriptions::wish* subscriptions::find(operation_id operation) {
  return const_cast<wish*>(std::as_const(*this).find(operation));
}

}  // namespace ipaas::mqtt::session
