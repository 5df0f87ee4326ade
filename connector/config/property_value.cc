#include "config/property_value.h"

#include <limits>

#include "config/parse.h"
#include "message/base64.h"
#include "message/problem_text.h"
#include "protocol/topic.h"

namespace ipaas::mqtt::config {

namespace {

using protocol::malformed;
using protocol::property;
using protocol::property_id;

constexpr std::size_t longest = 65'535;
constexpr malformed too_long = problem::property_long;

malformed read_bytes(std::string_view text, std::string& memory, property& out) {
  auto bytes = from_base64(text);
  if (!bytes) return problem::property_base64;
  if (bytes->size() > longest) return too_long;
  memory = std::move(*bytes);
  out.text = memory;
  return {};
}

malformed read_expiry(std::string_view text, property& out) {
  const auto duration = parse_duration(text);
  if (!duration) return problem::property_duration;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(*duration);
  if (seconds != *duration) return problem::property_seconds;
  if (seconds.count() > std::numeric_limits<std::uint32_t>::max()) {
    return problem::property_expiry_long;
  }
  out.number = static_cast<std::uint32_t>(seconds.count());
  return {};
}

}  // namespace

malformed check_property_text(std::string_view text) {
  if (text.size() > longest) return too_long;
  if (!protocol::is_valid_utf8(text)) {
    return problem::property_text;
  }
  return {};
}

malformed read_property(std::string_view text, std::string& memory, property& out) {
  switch (out.id) {
    case property_id::correlation_data:
      return read_bytes(text, memory, out);
    case property_id::message_expiry_interval:
      return read_expiry(text, out);
    default:
      break;
  }
  out.text = text;
  return out.id == property_id::response_topic ? protocol::check_topic_name(text)
                                               : check_property_text(text);
}

}  // namespace ipaas::mqtt::config
