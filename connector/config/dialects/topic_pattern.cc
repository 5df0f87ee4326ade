#include "config/dialects/topic_pattern.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "config/field.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

constexpr bilingual unclosed{"the placeholder that begins at {} has no end",
                             "从 {} 开始的占位符没有结尾"};
constexpr bilingual dollar{
    "a $ stands directly before the placeholder {}, which cannot be written here",
    "占位符 {} 前紧跟 $，在此无法表示"};
constexpr bilingual no_path{
    "{} is no plain path of names such as {}, and functions and conditions have no counterpart "
    "here",
    "{} 不是像 {} 这样的普通路径；函数和条件在此没有对应的写法"};

bool is_plain_name(std::string_view name) {
  constexpr std::string_view special = ".|'\"`[]{}()*?@$,: \t\r\n/+#";
  return !name.empty() && name.find_first_of(special) == std::string_view::npos;
}

// "a.b" behind its root: every name plain.
bool is_plain_path(std::string_view path) {
  for (;;) {
    const std::size_t dot = path.find('.');
    if (!is_plain_name(path.substr(0, dot))) return false;
    if (dot == std::string_view::npos) return true;
    path.remove_prefix(dot + 1);
  }
}

phrase refuse(std::string_view placeholder, std::string_view example) {
  return say(no_path, quote(placeholder), example);
}

// One action of a Go template, without its braces and blanks; nothing where it is more than a path.
std::optional<std::string_view> go_path(std::string_view action) {
  if (action.starts_with('-')) action.remove_prefix(1);
  if (action.ends_with('-')) action.remove_suffix(1);
  action = trim(action);
  for (const std::string_view function : {"json ", "toString "}) {
    if (action.starts_with(function)) action = trim(action.substr(function.size()));
  }
  if (!action.starts_with('.')) return std::nullopt;
  action.remove_prefix(1);
  return is_plain_path(action) ? std::optional(action) : std::nullopt;
}

// $.a['b'][0] as a.b.0; nothing where it is more than a path.
std::optional<std::string> json_path(std::string_view text) {
  text = trim(text);
  if (text.starts_with("$.")) {
    text.remove_prefix(2);
  } else if (text.starts_with("$[")) {
    text.remove_prefix(1);
  }
  std::string path;
  while (!text.empty()) {
    if (text.front() == '[') {
      const std::size_t end = text.find(']');
      if (end == std::string_view::npos) return std::nullopt;
      std::string_view name = text.substr(1, end - 1);
      const bool quoted = name.size() > 2 && name.front() == name.back() &&
                          (name.front() == '\'' || name.front() == '"');
      if (quoted) name = name.substr(1, name.size() - 2);
      if (!path.empty()) path += '.';
      path += name;
      text.remove_prefix(end + 1);
      if (text.starts_with('.')) text.remove_prefix(1);
      continue;
    }
    const std::size_t end = std::min(text.find_first_of(".["), text.size());
    if (end == 0) return std::nullopt;  // $..name searches
    if (!path.empty()) path += '.';
    path += text.substr(0, end);
    text.remove_prefix(end);
    if (!text.starts_with('.')) continue;
    text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
  }
  return is_plain_path(path) ? std::optional(path) : std::nullopt;
}

constexpr std::string_view envelope = "DevEUI_uplink.";

// One alternative of a ThingPark placeholder in our words.
std::optional<std::string> alternative(std::string_view text) {
  text = trim(text);
  const bool constant = text.size() >= 2 && text.starts_with('\'') && text.ends_with('\'');
  if (constant) return std::string(text);
  const auto path = json_path(text);
  if (!path) return std::nullopt;
  if (path->starts_with(envelope)) return "payload." + *path;
  return fmt::format("payload.{}|payload.{}{}", *path, envelope, *path);
}

// Where a placeholder ends whose text may hold constants: at the } outside of them.
std::size_t end_of_placeholder(std::string_view text) {
  char quote_mark = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote_mark != 0) {
      if (text[i] == quote_mark) quote_mark = 0;
    } else if (text[i] == '\'') {
      quote_mark = text[i];
    } else if (text[i] == '}') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::string_view take_alternative(std::string_view& text) {
  bool in_constant = false;
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    if (text[end] == '\'') in_constant = !in_constant;
    if (text[end] == '|' && !in_constant) break;
  }
  const std::string_view first = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return first;
}

// `inner` without its braces.
pattern_result placeholder_of(std::string_view inner) {
  const auto whole = [inner] { return fmt::format("{{{}}}", inner); };
  std::string out = "${";
  std::string_view rest = inner;
  do {
    const auto next = alternative(take_alternative(rest));
    if (!next) return refuse(whole(), "{CustomerData.name|DevEUI|'None'}");
    if (out.size() > 2) out += '|';
    out += *next;
  } while (!rest.empty());
  // A constant alone is no placeholder of ours, and needs none.
  if (out[2] == '\'') return literal_template(std::string_view(out).substr(3, out.size() - 4));
  return out + '}';
}

// Whether a placeholder behind `before` would be taken for an escaped one.
bool would_escape(std::string_view before, std::string_view placeholder) {
  return before.ends_with('$') && placeholder.starts_with("${");
}

template <typename Literal, typename Placeholder>
pattern_result from_braces(std::string_view text, Literal keep, Placeholder replace) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find('{');
    out += keep(text.substr(0, begin));
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin);
    const std::size_t end = end_of_placeholder(text);
    if (end == std::string_view::npos) return say(unclosed, quote(text));
    auto replaced = replace(text.substr(1, end - 1));
    if (auto* wrong = std::get_if<phrase>(&replaced)) return std::move(*wrong);
    const std::string& next = std::get<std::string>(replaced);
    if (would_escape(out, next)) return say(dollar, quote(text.substr(0, end + 1)));
    out += next;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string literal_template(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("${")) out += '$';
    out += text[i];
  }
  return out;
}

pattern_result from_go_template(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find("{{");
    out += literal_template(text.substr(0, begin));
    if (begin == std::string_view::npos) return out;
    text.remove_prefix(begin);
    const std::size_t end = text.find("}}");
    if (end == std::string_view::npos) return say(unclosed, quote(text));
    const auto path = go_path(trim(text.substr(2, end - 2)));
    if (!path) return refuse(text.substr(0, end + 2), "{{.device.id}}");
    if (out.ends_with('$')) return say(dollar, quote(text.substr(0, end + 2)));
    out += fmt::format("${{payload.{}}}", *path);
    text.remove_prefix(end + 2);
  }
}

pattern_result from_thingpark_pattern(std::string_view text) {
  return from_braces(text, literal_template, placeholder_of);
}

pattern_result from_thingpark_filter(std::string_view text) {
  const auto as_it_is = [](std::string_view literal) { return std::string(literal); };
  return from_braces(text, as_it_is, [](std::string_view inner) -> pattern_result {
    auto read = placeholder_of(inner);
    const auto* pattern = std::get_if<std::string>(&read);
    if (pattern != nullptr && pattern->starts_with("${")) return std::string("+");
    return read;
  });
}

}  // namespace ipaas::mqtt::config
