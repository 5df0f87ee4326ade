#include "text_pattern.h"

#include <fmt/format.h>

#include <cctype>
#include <functional>
#include <vector>

#include "number_pattern.h"

namespace ipaas::command_line::formats {
namespace {

constexpr std::string_view placeholder = "\\$\\{(payload|attribute|variable)(\\.[^.}]+)+\\}";

// What templates consist of: placeholders, text, and $${, which stands for ${ itself. `excluded`
// cannot stand outside of placeholders.
std::string template_pattern(std::string_view excluded) {
  return fmt::format("({0}|[^${1}]|\\$\\$+|\\$[^${{{1}]|\\$+$)", placeholder, excluded);
}

std::string host_pattern() {
  const std::string octet = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  const std::string label = "[A-Za-z0-9_-]{1,63}";
  const std::string not_a_number = "[0-9]*[A-Za-z_-][A-Za-z0-9_-]*";
  return fmt::format("(({0}\\.)*{1}|({0}\\.)+|{2}(\\.{2}){{3}})", label, not_a_number, octet);
}

constexpr std::string_view ipv6 = "[0-9a-fA-F.]*:[0-9a-fA-F:.]*";

std::string authority_pattern() { return fmt::format("({}|\\[{}\\])", host_pattern(), ipv6); }

// A broker behind its scheme: host, port, and a path of visible characters without a comma.
std::string broker_pattern() {
  return fmt::format("{}(:{})?(/[!-+.-~-]*)?", authority_pattern(), range_pattern(1, 65535));
}

// Brokers with commas between them, each with one of these schemes or with none.
std::string list_pattern(std::string_view schemes) {
  return fmt::format("^{0}(({1})://)?{2}{0}(,{0}(({1})://)?{2}{0})*$", blanks, schemes,
                     broker_pattern());
}

std::string proxy_pattern() {
  return fmt::format(
      "^{0}(({1})://(([^%:]|%[0-9a-fA-F]{{2}})+(:([^%]|%[0-9a-fA-F]{{2}})*)?@)?"
      "{2}:{3}/?)?{0}$",
      blanks, any_case("http") + "|" + any_case("socks5") + "|" + any_case("socks5h"),
      authority_pattern(), range_pattern(1, 65535));
}

std::string base64_pattern() {
  const std::string digit = "[A-Za-z0-9+/]";
  return fmt::format("^({1}({0}{{4}})*({0}{{4}}|{0}{{2}}==|{0}{{3}}=){1})?$", digit, blanks);
}

// Levels of text, or + alone, and # as the last.
std::string filter_pattern() {
  const std::string text = "[^+#/\\u0000]";
  return fmt::format("^(#|(\\+|{0}+)(/(\\+|{0}*))*(/#)?|(/(\\+|{0}*))*/(#|\\+|{0}*))$", text);
}

std::string every_scheme() {
  return fmt::format("{}|{}|{}|{}", schemes_pattern("TCP"), schemes_pattern("TLS"),
                     schemes_pattern("WS"), schemes_pattern("WSS"));
}

struct format_pattern {
  std::string_view format;
  std::string pattern;
};

const std::vector<format_pattern>& patterns() {
  static const std::vector<format_pattern> table{
      {"brokerUrl", list_pattern(every_scheme())},
      {"hostname", fmt::format("^({}|{})?$", host_pattern(), ipv6)},
      {"proxyUrl", proxy_pattern()},
      {"base64", base64_pattern()},
      {"topic", "^[^+#\\u0000]+$"},
      {"topicFilter", filter_pattern()},
      {"topicTemplate", "^" + template_pattern("+#\\u0000") + "+$"},
      {"template", "^" + template_pattern("") + "*$"},
  };
  return table;
}

}  // namespace

std::string any_case(std::string_view word) {
  std::string out;
  for (const char each : word) {
    const auto lower = static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    const auto upper = static_cast<char>(std::toupper(static_cast<unsigned char>(each)));
    if (lower == upper) {
      out += each == '.' ? std::string("\\.") : std::string(1, each);
    } else {
      out += {'[', lower, upper, ']'};
    }
  }
  return out;
}

std::string schemes_pattern(std::string_view transport) {
  if (transport == "TLS") return any_case("ssl") + "|" + any_case("tls") + "|" + any_case("mqtts");
  if (transport == "TCP") return any_case("tcp") + "|" + any_case("mqtt");
  return any_case(transport);
}

std::string spelling_pattern(const choice& choice) {
  std::vector<std::string> words{choice.value};
  words.insert(words.end(), choice.aliases.begin(), choice.aliases.end());
  const std::string between = "[ _-]*";
  std::vector<std::string> patterns;
  for (const std::string& word : words) {
    std::string pattern = "([ _]" + between + ")?";  // a hyphen in front is a sign
    for (const char each : word) {
      if (each != '_' && each != '-' && each != ' ') {
        pattern += any_case(std::string(1, each)) + between;
      }
    }
    patterns.push_back(pattern);
  }
  return fmt::format("^({})$", fmt::join(patterns, "|"));
}

std::string brokers_pattern(std::string_view transport) {
  return list_pattern(schemes_pattern(transport));
}

std::string text_pattern(std::string_view format) {
  for (const format_pattern& each : patterns()) {
    if (each.format == format) return each.pattern;
  }
  return {};
}

std::string placeholder_pattern() {
  return fmt::format("^{0}*{1}{0}*$", template_pattern(""), placeholder);
}

}  // namespace ipaas::command_line::formats
