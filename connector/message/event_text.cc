#include "message/event_text.h"

#include <algorithm>
#include <iterator>

#include "message/json_text.h"

namespace ipaas::mqtt {

namespace {

constexpr event_entry event_table[] = {
#include "message/event_table.inc"
};
static_assert(std::size(event_table) == event_name_count,
              "schema/events.json and the enumerators of event_name do not agree");

struct word_entry {
  std::string_view word;
  std::string_view text_en;
  std::string_view text_zh;
};
constexpr word_entry word_table[] = {
#include "message/event_words.inc"
};

std::string_view translated(std::string_view word, language words) {
  const auto found = std::ranges::find(word_table, word, &word_entry::word);
  if (found == std::end(word_table)) return word;
  return words == language::zh ? found->text_zh : found->text_en;
}

// What stands for the placeholder `name` without its braces.
std::string_view value_of(std::string_view name, language words,
                          std::span<const event_member> members, std::string_view placeholder) {
  const auto found = std::ranges::find(members, name, &event_member::name);
  if (found == members.end()) return placeholder;
  return found->shape == event_member::form::word ? translated(found->text, words) : found->text;
}

}  // namespace

const event_entry& entry_of(event_name name) { return event_table[static_cast<std::size_t>(name)]; }

event_member told(std::string_view name, std::string_view text) {
  event_member result{name, {}, std::string(text)};
  append_json_string(result.json, text);
  return result;
}

event_member told(std::string_view name, std::uint64_t number) {
  return {name, std::to_string(number), std::to_string(number)};
}

event_member told(std::string_view name, std::string json, std::string text) {
  return {name, std::move(json), std::move(text)};
}

event_member told_word(std::string_view name, std::string_view word) {
  event_member result = told(name, word);
  result.shape = event_member::form::word;
  return result;
}

std::string text_of(event_name name, language words, std::span<const event_member> members) {
  const event_entry& entry = entry_of(name);
  std::string_view rest = words == language::zh ? entry.text_zh : entry.text_en;
  std::string text;
  for (;;) {
    const std::size_t begin = rest.find('{');
    const std::size_t end = rest.find('}', begin);
    text += rest.substr(0, begin);
    if (end == rest.npos) return text;
    text += value_of(rest.substr(begin + 1, end - begin - 1), words, members,
                     rest.substr(begin, end - begin + 1));
    rest.remove_prefix(end + 1);
  }
}

}  // namespace ipaas::mqtt
