#include "config/dialects/conversion_report.h"

#include <algorithm>
#include <array>

#include "config/dialects/native_form.h"
#include "config/documents.h"
#include "config/fields.h"
#include "message/json_text.h"

namespace ipaas::mqtt::config {

namespace {

// In the order of document_part: what a document must say to hold the part.
constexpr std::array<std::string_view, 3> telling_settings{"brokerUrl", "topics", "topic"};
constexpr std::array all_parts{document_part::connection, document_part::consumer,
                               document_part::producer};

bool holds(const json_value& native, const translation& of) {
  const std::string_view telling = telling_settings[static_cast<std::size_t>(of.part)];
  const bool failed = std::find(of.failed.begin(), of.failed.end(), telling) != of.failed.end();
  return !of.is_void && (failed || native.member(telling) != nullptr);
}

std::vector<const field_info*> infos_of(document_part part) {
  if (part == document_part::connection) return connection_field_infos();
  return part == document_part::consumer ? consumer_field_infos() : producer_field_infos();
}

void read_part(document_part part, const json_value& object, problems& found) {
  if (part == document_part::connection) {
    read_connection(object, "", found);
  } else if (part == document_part::consumer) {
    read_consumer(object, "", found);
  } else {
    read_producer(object, "", found);
  }
}

std::string note_json(const dialect_note& note) {
  std::string out = "{";
  append_json_member(out, "Field", note.pointer);
  if (!note.native.empty()) append_json_member(out, "Key", note.native);
  out += ",\"Text\":{";
  append_json_member(out, "en", note.text.en);
  append_json_member(out, "zh", note.text.zh);
  return out + "}}";
}

// The report in its making.
class report {
 public:
  explicit report(const json_value& document) : document_(document) {}

  void add(document_part part) {
    translated_document words = translate_part(document_, part, "");
    from_ = words.from;
    const secret_document kept(std::move(words.result.native));
    problems found;
    native_form form(document_, part, "", found);
    if (holds(form.object(), words.result)) {
      add_settings(part, form.object());
      read_part(part, form.object(), found);
      form.point_back(found);
      for (const dialect_note& each : words.result.notes) add_once(notes_, note_json(each));
      for (const error& each : found.errors) add_once(errors_, to_json(each));
    } else if (part == document_part::connection) {
      read_part(part, form.object(), found);
      form.point_back(found);
      for (const error& each : found.errors) add_once(spare_errors_, to_json(each));
    }
  }

  void append_to(std::string& out) {
    const auto& errors = settings_.empty() ? spare_errors_ : errors_;
    out += '{';
    append_json_member(out, "dialect", name_of(from_));
    for (const auto& [part, object] : settings_) {
      append_json_name(out, name_of(part));
      append_json(out, object.root());
    }
    append_list(out, "secrets", secrets_);
    append_list(out, "notes", notes_);
    append_list(out, "errors", errors);
    out += '}';
  }

 private:
  struct part_settings {
    document_part part;
    secret_document object;
  };

  void add_settings(document_part part, const json_value& object) {
    settings_.push_back({part, secret_document(copy_of(object))});
    for (const field_info* each : infos_of(part)) {
      if (!each->secret || object.member(each->key) == nullptr) continue;
      std::string pointer;
      append_json_string(pointer, join_pointer(join_pointer("", name_of(part)), each->key));
      secrets_.push_back(std::move(pointer));
    }
  }

  static void add_once(std::vector<std::string>& list, std::string text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
  }

  static void append_list(std::string& out, std::string_view name,
                          const std::vector<std::string>& texts) {
    append_json_name(out, name);
    out += '[';
    for (const std::string& each : texts) {
      if (&each != &texts.front()) out += ',';
      out += each;
    }
    out += ']';
  }

  const json_value& document_;
  dialect from_ = dialect::native;
  std::vector<part_settings> settings_;
  std::vector<std::string> secrets_;
  std::vector<std::string> notes_;
  std::vector<std::string> errors_;
  std::vector<std::string> spare_errors_;  // where there is no part to speak of
};

std::string mistakes_alone(const problems& found) {
  std::string out = R"({"dialect":"native","secrets":[],"notes":[],"errors":[)";
  for (const error& each : found.errors) {
    if (&each != &found.errors.front()) out += ',';
    out += to_json(each);
  }
  return out + "]}";
}

}  // namespace

secret_text conversion_report(std::string_view document) {
  problems found;
  const auto read = read_secret_document(document, "", found);
  if (!read || !found.errors.empty()) return secret_text(mistakes_alone(found));
  report made(read->root());
  for (const document_part part : all_parts) made.add(part);
  // Growing would leave copies behind.
  constexpr std::size_t most_escapes = 6;
  constexpr std::size_t room = 65'536;
  std::string out;
  out.reserve(document.size() * most_escapes + room);
  made.append_to(out);
  return secret_text(std::move(out));
}

}  // namespace ipaas::mqtt::config
