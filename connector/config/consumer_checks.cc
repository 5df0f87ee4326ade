#include "config/consumer_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/field.h"
#include "config/json_value.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::string_view share_prefix = "$share/";

bool is_shared(const subscription& each) { return each.filter.starts_with(share_prefix); }

std::string pointer_of_filter(std::string_view pointer, std::size_t index) {
  return join_pointer(join_pointer(pointer, "topics"), index);
}

// What the group is called must be one level without wildcards (MQTT 5 section 4.8.2).
bool check_group(const std::string& group, std::string_view pointer, problems& found) {
  if (group.find_first_of("/+#") == group.npos) return true;
  found.fail(join_pointer(pointer, "sharedGroup"), problem::group_invalid, quote(group));
  return false;
}

void share(subscription& each, const std::string& group, const std::string& pointer,
           problems& found) {
  if (is_shared(each)) {
    return found.fail(pointer, problem::filter_shared_already, quote(each.filter));
  }
  if (protocol::check_topic_filter(each.filter)) return;  // has been reported
  each.filter = fmt::format("{}{}/{}", share_prefix, group, each.filter);
  if (const auto wrong = protocol::check_topic_filter(each.filter)) {
    found.fail(pointer, problem::filter_invalid, quote(each.filter), wrong.text());
  }
}

}  // namespace

void share_subscriptions(consumer_settings& settings, std::string_view pointer, problems& found) {
  const std::string& group = settings.shared_group;
  if (group.empty() || !check_group(group, pointer, found)) return;
  for (std::size_t i = 0; i < settings.subscriptions.size(); ++i) {
    share(settings.subscriptions[i], group, pointer_of_filter(pointer, i), found);
  }
}

void check_consumer(const consumer_settings& settings, std::string_view pointer, problems& found) {
  const bool shares = std::ranges::any_of(settings.subscriptions, is_shared);
  if (settings.options.no_local && shares) {  // MQTT-3.8.3-4
    found.fail(join_pointer(pointer, "noLocal"), problem::no_local_shared);
  }
  const bool skips = settings.retained == retained_messages::skip;
  if (settings.options.retain_as_published && skips) {
    found.fail(join_pointer(pointer, "retainAsPublished"), problem::retain_mark_lost);
  }
}

}  // namespace ipaas::mqtt::config
