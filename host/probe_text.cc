#include "probe_text.h"

#include <fmt/format.h>

#include "json.h"

namespace ipaas::command_line {
namespace {

constexpr std::size_t width = 96;
// Where what was found begins in a line: behind the mark, the step and its time.
constexpr std::size_t found_column = 33;

// How the status of a step is shown.
struct mark {
  std::string_view status;
  std::string_view text;
  std::string_view colour;
};
constexpr mark marks[] = {
    {"ok", "ok", "\x1b[32m"}, {"failed", "FAILED", "\x1b[31m"}, {"skipped", "skipped", "\x1b[2m"}};

mark mark_of(std::string_view status) {
  for (const mark& each : marks) {
    if (each.status == status) return each;
  }
  return {status, status, ""};
}

const rapidjson::Value* member_of(const rapidjson::Value& object, const char* name) {
  if (!object.IsObject()) return nullptr;
  const auto found = object.FindMember(name);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

bool is_true(const rapidjson::Value& object, const char* name) {
  const auto* value = member_of(object, name);
  return value != nullptr && value->IsTrue();
}

// Calls `each` with every element of an array; nothing when it is none.
template <typename Each>
void for_each(const rapidjson::Value* list, Each each) {
  if (list == nullptr || !list->IsArray()) return;
  for (const auto& item : list->GetArray()) each(item);
}

std::string milliseconds_text(const rapidjson::Value& of) {
  const auto* took = member_of(of, "durationMs");
  return took != nullptr && took->IsNumber() ? fmt::format("{:.1f} ms", took->GetDouble()) : "";
}

std::string joined(const rapidjson::Value& list);

// "text", 17, "a, b", "filter a/#, qos 1": a value that stands in a line.
std::string value_text(const rapidjson::Value& value) {
  if (value.IsString()) return std::string(view(value));
  if (value.IsBool()) return value.IsTrue() ? "yes" : "no";
  if (value.IsArray()) return joined(value);
  if (!value.IsObject()) return to_text(value);
  std::string text;
  for (const auto& [name, item] : value.GetObject()) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", view(name), value_text(item));
  }
  return text;
}

std::string joined(const rapidjson::Value& list) {
  std::string text;
  for (const auto& item : list.GetArray()) {
    text += (text.empty() ? "" : item.IsObject() ? "; " : ", ") + value_text(item);
  }
  return text;
}

class table {
 public:
  explicit table(colours wanted) : wanted_(wanted) {}

  void add_report(const rapidjson::Value& report) {
    for_each(member_of(report, "brokers"),
             [&](const rapidjson::Value& each) { add_broker(report, each); });
    for_each(member_of(report, "warnings"), [&](const rapidjson::Value& each) {
      text_ += fmt::format("\n{}\n", painted("warning", "\x1b[33m"));
      add_paragraph(text_member(each, "Description"));
    });
    add_verdict(report);
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string painted(std::string_view text, std::string_view colour) const {
    if (wanted_ == colours::none || colour.empty()) return std::string(text);
    return fmt::format("{}{}\x1b[0m", colour, text);
  }

  void add_broker(const rapidjson::Value& report, const rapidjson::Value& broker) {
    if (!text_.empty()) text_ += '\n';
    text_ += fmt::format("{} over {}, MQTT {}, as {}\n", text_member(broker, "broker"),
                         text_member(report, "protocol"), text_member(report, "mqttVersion"),
                         text_member(report, "clientId"));
    for_each(member_of(broker, "steps"), [&](const rapidjson::Value& step) { add_step(step); });
    for_each(member_of(broker, "steps"), [&](const rapidjson::Value& step) { add_failure(step); });
  }

  void add_step(const rapidjson::Value& step) {
    const mark shown = mark_of(text_member(step, "status"));
    text_ +=
        fmt::format("  {}  {:<10}{:>10}", painted(fmt::format("{:<7}", shown.text), shown.colour),
                    text_member(step, "step"), milliseconds_text(step));
    text_.erase(text_.find_last_not_of(' ') + 1);
    const auto* found = member_of(step, "found");
    if (found != nullptr && found->IsObject()) add_found(*found);
    text_ += '\n';
  }

  // As many to a line as fit; certificates in lines of their own.
  void add_found(const rapidjson::Value& found) {
    std::size_t column = width;
    bool first = true;
    for (const auto& [name, value] : found.GetObject()) {
      if (view(name) == "chain") continue;
      const std::string item = fmt::format("{} {}", view(name), value_text(value));
      if (first) {
        text_ += "  ";
        column = found_column;
      } else if (column + item.size() + 2 > width) {
        text_ += fmt::format(",\n{:{}}", "", found_column);
        column = found_column;
      } else {
        text_ += ", ";
        column += 2;
      }
      first = false;
      text_ += item;
      column += item.size();
    }
    for_each(member_of(found, "chain"),
             [&](const rapidjson::Value& each) { add_certificate(each); });
  }

  void add_certificate(const rapidjson::Value& certificate) {
    const auto add_line = [this](const std::string& line) {
      text_ += fmt::format("\n{:{}}{}", "", found_column, line);
    };
    add_line(fmt::format("certificate {}", text_member(certificate, "subject")));
    const auto* names = member_of(certificate, "names");
    if (names != nullptr && names->IsArray() && !names->Empty()) {
      add_line(fmt::format("  for {}", joined(*names)));
    }
    add_line(fmt::format("  by {}", text_member(certificate, "issuer")));
    add_line(fmt::format("  valid from {} to {}", text_member(certificate, "notBefore"),
                         text_member(certificate, "notAfter")));
  }

  void add_failure(const rapidjson::Value& step) {
    const auto* error = member_of(step, "error");
    if (error == nullptr) return;
    text_ += fmt::format("\n{} at {}: {}\n", painted("failed", "\x1b[31m"),
                         text_member(step, "step"), text_member(*error, "Code"));
    add_paragraph(text_member(*error, "Description"));
    add_paragraph(text_member(step, "note"));
  }

  // Indented, and broken between words.
  void add_paragraph(std::string_view text) {
    std::string line;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      if (!line.empty() && line.size() + end + 3 > width) {
        text_ += fmt::format("  {}\n", line);
        line.clear();
      }
      line += fmt::format("{}{}", line.empty() ? "" : " ", text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (!line.empty()) text_ += fmt::format("  {}\n", line);
  }

  void add_verdict(const rapidjson::Value& report) {
    const auto* brokers = member_of(report, "brokers");
    const auto* passed = member_of(report, "passed");
    const bool ok = is_true(report, "ok");
    const auto verdict = painted(ok ? "ok" : "failed", ok ? "\x1b[32m" : "\x1b[31m");
    text_ += fmt::format("\n{}", verdict);
    if (brokers != nullptr && brokers->IsArray() && brokers->Size() > 1 && passed != nullptr) {
      text_ += fmt::format(", {} of {} brokers passed", value_text(*passed), brokers->Size());
    }
    text_ += fmt::format(", {}\n", milliseconds_text(report));
  }

  colours wanted_;
  std::string text_;
};

}  // namespace

std::string probe_text(std::string_view report, colours wanted) {
  const auto document = try_parse(report);
  if (member_of(document, "brokers") == nullptr) return std::string(report) + '\n';
  table shown(wanted);
  shown.add_report(document);
  return std::move(shown).text();
}

}  // namespace ipaas::command_line
