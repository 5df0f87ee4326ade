#include "value_rules.h"

#include <fmt/format.h>

#include <map>

#include "number_pattern.h"
#include "text_pattern.h"

namespace ipaas::command_line::formats {
namespace {

struct text_rule {
  std::string_view format;
  words expected;
};

const text_rule text_rules[] = {
    {"brokerUrl",
     {"host:port or host:port/path, also with a scheme such as mqtts://; several with commas",
      "host:port 或 host:port/path，可带 mqtts:// 等协议前缀，多个用逗号分隔"}},
    {"hostname", {"a host name or an IP address alone", "单独的主机名或 IP 地址"}},
    {"proxyUrl",
     {"http://host:port or socks5://host:port, with user:password@ before the host if need be",
      "http://host:port 或 socks5://host:port，需要认证时在主机前加 user:password@"}},
    {"base64", {"a text in base64", "base64 编码的文本"}},
    {"topic", {"a topic without + and #", "不含 + 和 # 的主题"}},
    {"topicFilter",
     {"topic filters, where + stands for one whole level and # for the last ones",
      "主题过滤器：+ 代表完整的一级，# 只能位于最后"}},
    {"topicTemplate",
     {"a topic without + and #, with placeholders such as ${payload.region}",
      "不含 + 和 # 的主题，可包含 ${payload.region} 这样的占位符"}},
    {"template",
     {"text, with placeholders such as ${payload.region}",
      "文本，可包含 ${payload.region} 这样的占位符"}},
};

// "from 1ms to 24h", or nothing.
words range(const field& field) {
  if (!field.maximum) return {};
  const std::string least = limit_text(field, field.minimum.value_or(0));
  const std::string most = limit_text(field, *field.maximum);
  const std::int64_t above = least_above_zero(field);
  if (above == 0) {
    return {fmt::format(" from {} to {}", least, most),
            fmt::format("，范围 {} 到 {}", least, most)};
  }
  const std::string from = limit_text(field, above);
  return {fmt::format(" that is 0 or from {} to {}", from, most),
          fmt::format("，0 或者 {} 到 {}", from, most)};
}

words choices_of(const field& field) {
  std::vector<std::string> values;
  for (const choice& each : field.choices) values.push_back(each.value);
  return {fmt::format("one of {}", fmt::join(values, ", ")),
          fmt::format("{} 之一", fmt::join(values, "、"))};
}

words text_expectation(std::string_view format) {
  for (const text_rule& each : text_rules) {
    if (each.format == format) return each.expected;
  }
  return {};
}

bool is_template(const field& field) { return field.format == "template"; }

// 0, however it is written, where the range begins above it.
std::string with_zero(const std::string& pattern) {
  return fmt::format("{}|^{}0+(\\.0+)?{}((ms|s|m|h){})?$", pattern, blanks, blanks, blanks);
}

std::string duration_text_pattern(const field& given) {
  field limited = given;
  const std::int64_t above = least_above_zero(given);
  if (above != 0) limited.minimum = above;
  std::string pattern = duration_pattern(limited);
  if (above != 0) pattern = with_zero(pattern);
  return is_template(given) ? pattern + "|" + placeholder_pattern() : pattern;
}

}  // namespace

std::int64_t least_above_zero(const field& field) { return field.key == "keepAlive" ? 5000 : 0; }

std::string value_pattern(const field& field) {
  if (field.type == "duration") return duration_text_pattern(field);
  if (field.type == "size") return size_pattern(field);
  if (field.type == "string") return text_pattern(field.format);
  return {};
}

node value_rules(const field& field) {
  node out = node::object();
  const std::string pattern = value_pattern(field);
  if (!pattern.empty()) out.set("pattern", pattern);
  if (field.type == "integer" && field.minimum) {
    out.set("minimum", node::number(std::to_string(*field.minimum)));
    out.set("maximum", node::number(std::to_string(field.maximum.value())));
  }
  if (field.type == "array" && field.required) out.set("minItems", 1);
  return out;
}

words expectation(const field& field) {
  const words limits = range(field);
  if (field.type == "choice") return choices_of(field);
  if (field.type == "integer") return {"a whole number" + limits.en, "整数" + limits.zh};
  if (field.type == "size") {
    return {"a number of bytes or a size such as 64MiB," + limits.en,
            "字节数，或 64MiB 这样的大小" + limits.zh};
  }
  if (field.type == "duration") {
    return {"a duration such as 1m30s, or a number of seconds," + limits.en,
            "时长，例如 1m30s，或者秒数" + limits.zh};
  }
  return text_expectation(field.format);
}

std::string limit_text(const field& field, std::int64_t limit) {
  const std::vector<std::pair<std::string, std::int64_t>> units =
      field.type == "duration"
          ? decltype(units){{"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}
      : field.type == "size" ? decltype(units){{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}
                             : decltype(units){};
  if (limit == 0) return "0";
  for (const auto& [name, factor] : units) {
    if (limit % factor == 0) return std::to_string(limit / factor) + name;
  }
  return std::to_string(limit);
}

}  // namespace ipaas::command_line::formats
