#include "session/event.h"

#include <fmt/chrono.h>

#include "message/json_text.h"

namespace ipaas::mqtt::session {

namespace {

std::string_view name_of(event_kind kind) {
  switch (kind) {
    case event_kind::connecting:
      return "connecting";
    case event_kind::up:
      return "up";
    case event_kind::down:
      return "down";
    case event_kind::failed:
      return "failed";
    case event_kind::stopped:
      return "stopped";
    case event_kind::warning:
      return "warning";
  }
  return "warning";
}

}  // namespace

std::string iso_time(std::chrono::system_clock::time_point when) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(when);
  const auto fraction = std::chrono::duration_cast<std::chrono::milliseconds>(when - seconds);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z",
                     fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), fraction.count());
}

std::string to_json(const event& what, std::chrono::system_clock::time_point when,
                    const error_style& style) {
  const event_entry& entry = entry_of(what.name);
  std::vector<event_member> members = what.members;
  if (what.failure) {
    members.push_back(told("error", {}, description_in(style.words, *what.failure)));
  }
  std::string json = "{";
  append_json_member(json, "event", name_of(entry.kind));
  append_json_member(json, "time", std::string_view(iso_time(when)));
  append_json_member(json, "level", entry.level);
  append_json_member(json, "code", what.failure ? code_of(*what.failure, style.codes) : entry.code);
  append_json_member(json, "text", std::string_view(text_of(what.name, style.words, members)));
  for (const event_member& each : what.members) {
    append_json_name(json, each.name);
    json += each.json;
  }
  json += "}";
  return json;
}

}  // namespace ipaas::mqtt::session
