#include "config/dialects/conversion.h"

#include <algorithm>

#include "config/dialects/topic_pattern.h"
#include "config/field.h"
#include "config/quantity.h"
#include "message/base64.h"
#include "message/secret_text.h"

namespace ipaas::mqtt::config {

namespace {

constexpr bilingual milliseconds_allowed{"a whole number of milliseconds from 1 to {}",
                                         "1 到 {} 之间的毫秒整数"};
constexpr bilingual no_base64{"{} must be the base64 form of PEM text, as one string",
                              "{} 必须是 PEM 文本的 base64 编码字符串"};
constexpr bilingual no_pem{"{} is base64, but what it stands for is no PEM text",
                           "{} 是 base64，但解码后不是 PEM 文本"};
constexpr bilingual bad_pattern{"In {}, {}", "{} 中，{}"};
constexpr bilingual words_allowed{"one of {}", "{} 之一"};

std::string without_line_breaks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(out),
               [](char each) { return each != '\n' && each != '\r' && each != ' '; });
  return out;
}

}  // namespace

void take_milliseconds(foreign_value& in, std::int64_t longest) {
  const json_value& value = in.value();
  const bool scalar = value.is(json_kind::number) || value.is(json_kind::string);
  const auto number = scalar ? parse_whole_number(value.text) : std::nullopt;
  if (!number || *number < 1 || *number > longest) {
    return in.fail_expected(say(milliseconds_allowed, longest));
  }
  in.put_text(format_duration(std::chrono::milliseconds(*number)));
}

void take_base64_pem(foreign_value& in) {
  const std::string& key = in.value().name;
  if (!in.value().is(json_kind::string)) return in.fail(say(no_base64, key));
  std::string joined = without_line_breaks(in.text());
  auto bytes = from_base64(joined);
  wipe(joined);
  if (!bytes) return in.fail(say(no_base64, key));
  const bool good = is_pem(*bytes);
  if (good) in.put_text(*bytes);
  wipe(*bytes);
  if (!good) in.fail(say(no_pem, key));
}

void take_go_template(foreign_value& in) {
  if (!in.value().is(json_kind::string)) return take_value(in);
  auto read = from_go_template(in.text());
  if (const auto* wrong = std::get_if<phrase>(&read)) {
    const std::string& key = in.value().name;
    return in.fail({say(bad_pattern, key, wrong->en).en, say(bad_pattern, key, wrong->zh).zh});
  }
  in.put_text(std::get<std::string>(read));
}

void take_topic_list(foreign_value& in) {
  if (!in.value().is(json_kind::string)) return take_value(in);
  json_value list = list_value();
  std::string_view rest = in.text();
  for (;;) {
    const std::size_t comma = rest.find(',');
    list.items.push_back(text_value(trim(rest.substr(0, comma))));
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  in.put(std::move(list));
}

void take_topic(foreign_value& in) {
  if (!in.value().is(json_kind::string)) return take_value(in);
  json_value list = list_value();
  list.items.push_back(text_value(in.text()));
  in.put(std::move(list));
}

const word* find_word(std::span<const word> words, std::string_view text) {
  const std::string wanted = without_blanks(text);
  const auto found = std::find_if(words.begin(), words.end(), [&](const word& each) {
    return without_blanks(each.foreign) == wanted;
  });
  return found == words.end() ? nullptr : &*found;
}

void take_word(foreign_value& in, std::span<const word> words, std::string_view allowed) {
  const json_value& value = in.value();
  const bool container = value.is(json_kind::array) || value.is(json_kind::object);
  const word* known = container ? nullptr : find_word(words, value.text);
  if (known == nullptr) return in.fail_expected(say(words_allowed, allowed));
  in.put_text(known->native);
}

std::string without_blanks(std::string_view text) {
  std::string out = to_lower(text);
  std::erase_if(out, [](char each) { return each == ' ' || each == '\t'; });
  return out;
}

bool is_pem(std::string_view text) { return text.find("-----BEGIN ") != std::string_view::npos; }

}  // namespace ipaas::mqtt::config
