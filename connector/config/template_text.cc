#include "config/template_text.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include "config/field.h"
#include "config/json_value.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::config {

namespace {

constexpr std::string_view root_names[] = {"payload", "attribute", "variable"};  // as root's order

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> names;
  for (;;) {
    const std::size_t dot = path.find('.');
    names.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return names;
    path.remove_prefix(dot + 1);
  }
}

[[noreturn]] void refuse(std::string_view placeholder, const sentence<0>& why) {
  throw template_mistake(say(problem::placeholder_invalid, quote(placeholder), why));
}

const json_value* element(const json_value& array, std::string_view index) {
  std::size_t position = 0;
  const char* const end = index.data() + index.size();
  const auto [stop, problem] = std::from_chars(index.data(), end, position);
  if (problem != std::errc{} || stop != end || position >= array.items.size()) return nullptr;
  return &array.items[position];
}

const json_value* step(const json_value& value, std::string_view name) {
  const json_value* next = value.is(json_kind::array) ? element(value, name) : value.member(name);
  return next == nullptr || next->is(json_kind::null) ? nullptr : next;
}

void append_value(std::string& out, const json_value& value) {
  if (value.is(json_kind::string)) {
    out += value.text;
  } else {
    append_json(out, value);
  }
}

// Where a placeholder ends: at the first } outside of a constant.
std::size_t end_of_placeholder(std::string_view text) {
  std::size_t at = 0;
  for (;;) {
    at = text.find_first_of("|}", at);
    if (at == std::string_view::npos || text[at] == '}') return at;
    if (!text.substr(++at).starts_with('\'')) continue;
    at = text.find('\'', at + 1);
    if (at == std::string_view::npos) return at;
  }
}

// Takes what stands before the next | outside of a constant, and that | too.
std::string_view take_choice(std::string_view& choices) {
  const std::size_t constant = choices.starts_with('\'') ? choices.find('\'', 1) : 0;
  const std::size_t end = std::min(choices.find('|', constant), choices.size());
  const std::string_view first = choices.substr(0, end);
  choices.remove_prefix(std::min(end + 1, choices.size()));
  return first;
}

bool is_constant(std::string_view choice) {
  return choice.size() >= 2 && choice.starts_with('\'') && choice.ends_with('\'');
}

// The three parts of a message object as values, each parsed at most once and only when asked for.
class lazy_parts {
 public:
  explicit lazy_parts(const template_input& input)
      : texts_{input.payload, input.attribute, input.variable} {}

  // Null when the part is no JSON; mistake() then says why.
  const json_value* get(std::size_t part) {
    if (parsed_[part]) return &*parsed_[part];
    if (failed_[part]) return nullptr;
    auto result = parse_json(texts_[part].empty() && part != 0 ? "{}" : texts_[part]);
    if (const auto* mistake = std::get_if<json_mistake>(&result)) {
      mistake_ = mistake->text();
      failed_[part] = true;
      return nullptr;
    }
    return &parsed_[part].emplace(std::get<json_value>(std::move(result)));
  }
  const phrase& mistake() const { return mistake_; }

 private:
  std::string_view texts_[3];
  std::optional<json_value> parsed_[3];
  bool failed_[3] = {};
  phrase mistake_;
};

// A value on its way down a path, and how far it came.
struct lookup {
  const json_value* value = nullptr;
  std::size_t steps = 0;
};

lookup follow(const json_value& root, const std::vector<std::string>& path) {
  lookup at{&root};
  for (const std::string& name : path) {
    at.value = step(*at.value, name);
    if (at.value == nullptr) break;
    ++at.steps;
  }
  return at;
}

phrase missing(std::string_view placeholder, std::size_t root, const std::vector<std::string>& path,
               lazy_parts& values) {
  const json_value* whole = values.get(root);
  if (whole == nullptr) {
    return say(problem::placeholder_not_json, placeholder, root_names[root], values.mistake());
  }
  const std::size_t steps = follow(*whole, path).steps;
  std::string parent(root_names[root]);
  for (std::size_t i = 0; i < steps; ++i) parent += "." + path[i];
  return say(problem::placeholder_without_value, placeholder, path[steps], parent);
}

}  // namespace

template_text::template_text(std::string_view text) {
  for (;;) {
    const std::size_t begin = text.find("${");
    literal_ += text.substr(0, begin);
    if (begin == std::string_view::npos) return;
    text.remove_prefix(begin);
    if (literal_.ends_with('$')) {  // "$${": the first $ is already there
      literal_ += '{';
      text.remove_prefix(2);
      continue;
    }
    const std::size_t end = end_of_placeholder(text);
    if (end == std::string_view::npos) refuse(text, problem::placeholder_open);
    add_placeholder(text.substr(0, end + 1));
    text.remove_prefix(end + 1);
  }
}

// `placeholder` is "${root.name.name|root.name|'constant'}", with its braces.
void template_text::add_placeholder(std::string_view placeholder) {
  const std::size_t first = parts_.size();
  std::string_view choices = placeholder.substr(2, placeholder.size() - 3);
  const bool ends_open = choices.ends_with('|');
  do {
    const std::string_view choice = take_choice(choices);
    if (parts_.size() > first && is_constant(choice)) {
      parts_.emplace_back().source = root::constant;
      parts_.back().path.emplace_back(choice.substr(1, choice.size() - 2));
    } else {
      parts_.push_back(parse_part(choice, placeholder));
    }
  } while (!choices.empty());
  if (ends_open) refuse(placeholder, problem::placeholder_root);
  parts_[first].before = std::exchange(literal_, {});
  parts_[first].fallbacks = parts_.size() - first - 1;
}

template_text::part template_text::parse_part(std::string_view inner,
                                              std::string_view placeholder) {
  const std::size_t dot = inner.find('.');
  const auto* known = std::find(std::begin(root_names), std::end(root_names), inner.substr(0, dot));
  if (known == std::end(root_names)) {
    refuse(placeholder, problem::placeholder_root);
  }
  if (dot == std::string_view::npos) refuse(placeholder, problem::placeholder_name);
  part result;
  result.source = static_cast<root>(known - std::begin(root_names));
  result.path = split(inner.substr(dot + 1));
  result.placeholder = placeholder;
  const bool has_gap = std::any_of(result.path.begin(), result.path.end(),
                                   [](const std::string& name) { return name.empty(); });
  if (has_gap) refuse(placeholder, problem::placeholder_gap);
  return result;
}

std::string template_text::literal_parts() const {
  std::string out;
  for (const part& each : parts_) out += each.before;
  return out + literal_;
}

std::optional<phrase> template_text::render(const template_input& input, std::string& out) const {
  if (is_literal()) {
    out += literal_;
    return std::nullopt;
  }
  if (render_scalars(input, out)) return std::nullopt;
  return render_values(input, out);
}

// The usual case, without building values: the first choice of each has one. False, and nothing
// appended, where there is more to do.
bool template_text::render_scalars(const template_input& input, std::string& out) const {
  if (parts_.size() > most_found_paths) return false;
  scalars found;
  if (!find(root::payload, input.payload, found)) return false;
  if (!find(root::attribute, input.attribute, found)) return false;
  if (!find(root::variable, input.variable, found)) return false;
  for (std::size_t i = 0; i < parts_.size(); i += 1 + parts_[i].fallbacks) {
    out += parts_[i].before;
    out += found[i];
  }
  out += literal_;
  return true;
}

// What the placeholders with this source stand for, each at the number of its part. A text that
// none of them asks for is not looked at.
bool template_text::find(root source, std::string_view text, scalars& found) const {
  std::array<const json_path*, most_found_paths> paths{};
  std::size_t count = 0;
  for (std::size_t i = 0; i < parts_.size(); i += 1 + parts_[i].fallbacks) {
    if (parts_[i].source == source) paths[count++] = &parts_[i].path;
  }
  scalars values;
  if (count == 0) return true;
  if (!find_scalars(text, std::span(paths).first(count), values)) return false;
  const std::string_view* next = values.data();
  for (std::size_t i = 0; i < parts_.size(); i += 1 + parts_[i].fallbacks) {
    if (parts_[i].source == source) found[i] = *next++;
  }
  return true;
}

std::optional<phrase> template_text::render_values(const template_input& input,
                                                   std::string& out) const {
  lazy_parts values(input);
  const auto append = [&](const part& each) {
    if (each.source == root::constant) {
      out += each.path.front();
      return true;
    }
    const json_value* whole = values.get(static_cast<std::size_t>(each.source));
    const json_value* value = whole == nullptr ? nullptr : follow(*whole, each.path).value;
    if (value != nullptr) append_value(out, *value);
    return value != nullptr;
  };
  for (auto each = parts_.begin(); each != parts_.end();) {
    out += each->before;
    const auto next = each + 1 + static_cast<std::ptrdiff_t>(each->fallbacks);
    if (std::none_of(each, next, append)) {
      const part& last = *(next - 1);
      return missing(last.placeholder, static_cast<std::size_t>(last.source), last.path, values);
    }
    each = next;
  }
  out += literal_;
  return std::nullopt;
}

}  // namespace ipaas::mqtt::config
