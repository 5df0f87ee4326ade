#include "event_log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <unistd.h>

#include "error_text.h"
#include "json.h"
#include "terminal.h"

namespace ipaas::command_line {
namespace {

std::shared_ptr<spdlog::sinks::sink> standard_error() {
  const auto mode =
      has_colours(STDERR_FILENO) ? spdlog::color_mode::always : spdlog::color_mode::never;
  return std::make_shared<spdlog::sinks::stderr_color_sink_st>(mode);
}

spdlog::level::level_enum level_of(const host::record& record, const rapidjson::Value& attribute) {
  const auto level = text_member(attribute, "level");
  if (level == "info") return spdlog::level::info;
  if (level == "warning") return spdlog::level::warn;
  if (level == "error") return spdlog::level::err;
  const bool troubling = record.code == IPAAS_EVENT_DOWN || record.code == IPAAS_EVENT_WARNING;
  return troubling ? spdlog::level::warn : spdlog::level::info;
}

// The event's own words; the error says more where it is not a part of them already.
std::string text_of(const host::record& record, const rapidjson::Value& attribute) {
  std::string text(text_member(attribute, "text"));
  if (text.empty()) text = text_member(attribute, "event");
  if (record.error.empty()) return text;
  const auto error = try_parse(record.error);
  const auto description = text_member(error, "Description");
  if (text.empty() || description == text) return error_text(record.error);
  if (!description.empty() && text.find(description) != text.npos) {
    return fmt::format("{}: {}", text_member(error, "Code"), text);
  }
  return fmt::format("{}: {}", text, error_text(record.error));
}

}  // namespace

event_log::event_log(verbosity wanted, live_counter& counter)
    : log_("ipaas-host", standard_error()), counter_(counter) {
  log_.set_pattern("%H:%M:%S.%e %^%-7l%$ %v");
  if (wanted == verbosity::quiet) log_.set_level(spdlog::level::off);
}

void event_log::event(const host::record& record, std::string_view origin) {
  const auto attribute = try_parse(record.attribute);
  const auto text = text_of(record, attribute);
  write(level_of(record, attribute), origin.empty() ? text : fmt::format("{}: {}", origin, text));
}

void event_log::write(spdlog::level::level_enum level, std::string_view text) {
  if (!log_.should_log(level)) return;
  counter_.erase();
  log_.log(level, "{}", text);
}

}  // namespace ipaas::command_line
