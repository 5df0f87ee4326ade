#include "protocol/topic.h"

#include "message/problem_text.h"
#include "protocol/text.h"

namespace ipaas::mqtt::protocol {
namespace {

constexpr std::size_t max_topic = 65'535;
constexpr std::string_view share_marker = "$share";

// The first level of `path`, which is removed from it together with the slash behind it.
// `more` tells whether there was one: "a/" has a second level, which is empty.
struct level {
  std::string_view text;
  bool more;
};
level take_level(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const level first{path.substr(0, slash), slash != path.npos};
  path.remove_prefix(first.more ? slash + 1 : path.size());
  return first;
}

bool is_shared(std::string_view filter) {
  return filter.starts_with(share_marker) &&
         (filter.size() == share_marker.size() || filter[share_marker.size()] == '/');
}

// What a shared subscription filters by: all behind $share/<group>/ (MQTT 5 section 4.8.2).
std::string_view without_share(std::string_view filter) {
  if (!is_shared(filter)) return filter;
  take_level(filter);
  take_level(filter);
  return filter;
}

malformed check_share(std::string_view filter) {
  take_level(filter);
  const level group = take_level(filter);
  if (group.text.empty()) return problem::share_without_group;
  if (group.text.find_first_of("+#") != group.text.npos) {
    return problem::share_group_wildcard;
  }
  if (filter.empty()) return problem::share_without_filter;
  return {};
}

// A wildcard stands alone in its level, and # only in the last (MQTT-4.7.1-1, MQTT-4.7.1-2).
malformed check_wildcards(std::string_view filter) {
  for (bool more = true; more;) {
    const level here = take_level(filter);
    more = here.more;
    if (here.text.size() > 1 && here.text.find('+') != here.text.npos) {
      return problem::filter_plus;
    }
    if (here.text.find('#') == here.text.npos) continue;
    if (here.text.size() > 1) return problem::filter_hash;
    if (more) return problem::filter_hash_before_end;
  }
  return {};
}

bool begins_with_wildcard(std::string_view filter) {
  return filter.starts_with('+') || filter.starts_with('#');
}

bool levels_match(std::string_view filter, std::string_view topic) {
  for (;;) {
    const level wanted = take_level(filter);
    if (wanted.text == "#") return true;
    const level given = take_level(topic);
    if (wanted.text != "+" && wanted.text != given.text) return false;
    // "a/#" matches "a" as well (MQTT 5 section 4.7.1.2).
    if (!given.more) return !wanted.more || filter == "#";
    if (!wanted.more) return false;
  }
}

}  // namespace

malformed check_topic_name(std::string_view topic) {
  if (topic.empty()) return problem::topic_empty;
  if (topic.size() > max_topic) return problem::topic_long;
  switch (examine_topic(topic)) {
    case text_flaw::none:
      return {};
    case text_flaw::not_utf8:
      return problem::topic_not_utf8;
    case text_flaw::nul:
      return problem::topic_nul;
    case text_flaw::wildcard:
      return problem::topic_wildcard;
  }
  return {};
}

malformed check_topic_filter(std::string_view filter) {
  if (filter.empty()) return problem::filter_empty;
  if (filter.size() > max_topic) return problem::filter_long;
  const text_flaw found = examine_text(filter);
  if (found == text_flaw::not_utf8) return problem::filter_not_utf8;
  if (found == text_flaw::nul) return problem::filter_nul;
  if (is_shared(filter)) {
    if (const malformed share = check_share(filter)) return share;
  }
  return check_wildcards(without_share(filter));
}

bool matches(std::string_view filter, std::string_view topic) {
  const std::string_view wanted = without_share(filter);
  if (topic.starts_with('$') && begins_with_wildcard(wanted)) return false;  // MQTT-4.7.2-1
  return levels_match(wanted, topic);
}

bool is_valid_utf8(std::string_view text) { return examine_text(text) == text_flaw::none; }

}  // namespace ipaas::mqtt::protocol
