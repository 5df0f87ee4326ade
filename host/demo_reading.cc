#include "demo_reading.h"

#include <fmt/format.h>

#include "json.h"

namespace ipaas::command_line {

std::string to_json(const demo_reading& reading) {
  const std::chrono::nanoseconds sent = reading.sent.time_since_epoch();
  return fmt::format(R"({{"machine": "{}", "sequence": {}, "temperature": {:.1f}, "sent": {}}})",
                     reading.machine, reading.sequence, reading.temperature, sent.count());
}

std::optional<demo_reading> parse_reading(std::string_view payload) {
  const auto json = try_parse(payload);
  if (!json.IsObject()) return std::nullopt;
  const auto sequence = json.FindMember("sequence");
  const auto temperature = json.FindMember("temperature");
  const auto sent = json.FindMember("sent");
  const auto end = json.MemberEnd();
  if (sequence == end || temperature == end || sent == end) return std::nullopt;
  if (!sequence->value.IsUint64() || !temperature->value.IsNumber() || !sent->value.IsInt64()) {
    return std::nullopt;
  }
  return demo_reading{std::string(text_member(json, "machine")), sequence->value.GetUint64(),
                      temperature->value.GetDouble(),
                      time_point(std::chrono::nanoseconds(sent->value.GetInt64()))};
}

}  // namespace ipaas::command_line
