// Topic names and topic filters.
#include "fuzzing.h"
#include "protocol/topic.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt::protocol;

void check(std::string_view filter, std::string_view topic) {
  const bool is_name = !check_topic_name(topic);
  const bool is_filter = !check_topic_filter(filter);
  if (is_name) {
    claim(is_valid_utf8(topic), "a topic is UTF-8", topic);
    claim(topic.find_first_of("#+") == topic.npos, "a topic has no wildcard", topic);
    claim(matches("#", topic) == (topic.front() != '$'), "# matches every topic of users", topic);
    const bool is_shared = topic.starts_with("$share/") || topic == "$share";
    if (!is_shared) {
      claim(!check_topic_filter(topic), "a topic is a filter", topic);
      claim(matches(topic, topic), "a topic matches itself", topic);
    }
  }
  if (!is_name || !is_filter) return;
  const bool plain = matches(filter, topic);
  if (filter.starts_with("$share/")) return;
  const std::string shared = "$share/group/" + std::string(filter);
  if (check_topic_filter(shared)) return;
  claim(matches(shared, topic) == plain, "sharing makes no difference", filter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const std::string_view filter = from.part();
  const std::string_view topic = from.rest();
  check(filter, topic);
  check(topic, topic);
  return 0;
}
