#include "transport/name/host_name.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "message/ascii.h"
#include "message/problem_text.h"

namespace ipaas::mqtt::transport {
namespace {

constexpr std::size_t longest_name = 253;
constexpr std::size_t longest_label = 63;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool may_stand_in_name(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }

phrase fault_in_label(std::string_view label) {
  if (label.empty()) return say(problem::name_part_empty);
  if (label.size() > longest_label) {
    return say(problem::name_part_long, label.size(), longest_label);
  }
  if (!std::ranges::all_of(label, may_stand_in_name)) {
    return say(problem::name_character);
  }
  return {};
}

}  // namespace

bool is_address_literal(const std::string& host) {
  boost::system::error_code failure;
  boost::asio::ip::make_address(host, failure);
  return !failure;
}

phrase fault_in_name(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (name.empty()) return say(problem::name_empty);
  if (name.size() > longest_name) {
    return say(problem::name_long, name.size(), longest_name);
  }
  std::string_view label;
  std::size_t dot = 0;
  // The last round removes npos + 1 = 0 characters.
  for (auto rest = name; dot != std::string_view::npos; rest.remove_prefix(dot + 1)) {
    dot = rest.find('.');
    label = rest.substr(0, dot);
    if (auto fault = fault_in_label(label); !fault.empty()) return fault;
  }
  // No top-level domain is a number, so this was meant as an IPv4 address.
  if (std::ranges::all_of(label, is_digit)) return say(problem::name_half_address);
  return {};
}

}  // namespace ipaas::mqtt::transport
