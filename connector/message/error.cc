#include "message/error.h"

#include <utility>

#include "message/json_text.h"

namespace ipaas::mqtt {

namespace {

bool ends_a_sentence(std::string_view text) {
  return text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
}

void append_detail(std::string& out, std::string_view detail) {
  if (detail.empty()) return;
  out += detail;
  out += ends_a_sentence(detail) ? " " : ". ";
}

void append_chinese_detail(std::string& out, const error& failure) {
  constexpr std::string_view full_stop = "。";
  if (failure.chinese.empty()) return append_detail(out, *failure.detail);
  out += failure.chinese;
  if (!failure.chinese.ends_with(full_stop)) out += full_stop;
}

void append_member_unless_empty(std::string& out, std::string_view name, std::string_view text) {
  if (!text.empty()) append_json_member(out, name, text);
}

// The empty JSON pointer is the whole document: it says something only where a document is to
// blame.
void append_field(std::string& out, const error& failure) {
  if (!failure.field.empty() || failure.code == error_code::core_config) {
    append_json_member(out, "Field", failure.field);
  }
}

void append_facts(std::string& out, const error_facts& facts, language words) {
  append_member_unless_empty(out, "Found", facts.found.in(words));
  append_member_unless_empty(out, "Allowed", facts.allowed.in(words));
  append_member_unless_empty(out, "Nearest", facts.nearest);
}

}  // namespace

error describe(error_code code, std::string_view detail) {
  const error_entry& entry = entry_of(code);
  error result{code, {}};
  append_detail(result.description, detail);
  result.description += entry.cause_en;
  result.description += ' ';
  result.description += entry.remedy_en;
  result.detail = detail;
  return result;
}

error describe(error_code code, phrase detail) {
  error result = describe(code, std::string_view(detail.en));
  result.chinese = std::move(detail.zh);
  return result;
}

phrase detail_of(const error& failure) {
  const std::string& en = failure.detail.value_or(failure.description);
  return {en, failure.chinese.empty() ? en : failure.chinese};
}

std::string description_in(language words, const error& failure) {
  if (words == language::en) return failure.description;
  if (!failure.detail) return failure.chinese.empty() ? failure.description : failure.chinese;
  const error_entry& entry = entry_of(failure.code);
  std::string text;
  append_chinese_detail(text, failure);
  text += entry.cause_zh;
  text += entry.remedy_zh;
  return text;
}

std::string_view code_of(const error& failure, code_style style) {
  return name_of(style == code_style::core ? error_code::core_runtime : failure.code);
}

std::string to_json(const error& failure, const error_style& style) {
  std::string out = "{";
  append_json_member(out, "Code", code_of(failure, style.codes));
  append_json_member(out, "Description", description_in(style.words, failure));
  append_json_flag(out, "Retryable", is_retryable(failure.code));
  if (failure.reason_code) {
    append_json_member(out, "ReasonCode", std::int64_t{*failure.reason_code});
  }
  append_field(out, failure);
  append_member_unless_empty(out, "Endpoint", failure.endpoint);
  append_member_unless_empty(out, "Stage", failure.stage);
  if (failure.facts) append_facts(out, *failure.facts, style.words);
  out += '}';
  return out;
}

}  // namespace ipaas::mqtt
