#include "transport/http_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace ipaas::mqtt::transport {

namespace {

namespace http = boost::beast::http;

constexpr std::size_t longest_head = std::size_t{16} << 10;
constexpr std::string_view beginning = "HTTP/1.";
constexpr std::string_view blank_line = "\r\n\r\n";

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

}  // namespace

std::size_t http_answer::feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && state_ == state::need_more) {
    text_ += bytes[taken++];
    if (text_.size() <= beginning.size() && !beginning.starts_with(text_)) {
      state_ = state::not_http;
    } else if (text_.ends_with(blank_line)) {
      parse();
    } else if (text_.size() == longest_head) {
      state_ = state::too_long;
    }
  }
  return taken;
}

void http_answer::parse() {
  http::response_parser<http::empty_body> parser;
  parser.header_limit(longest_head);
  boost::system::error_code failure;
  parser.put(boost::asio::buffer(text_), failure);
  if (!parser.is_header_done()) {
    state_ = state::malformed;
    return;
  }
  state_ = state::complete;
  status_ = parser.get().result_int();
  reason_ = parser.get().reason();
  for (const auto& field : parser.get()) {
    fields_.emplace(in_small_letters(field.name_string()), field.value());
  }
}

std::string http_answer::status_text() const {
  constexpr std::size_t longest_reason = 80;
  const std::string reason = printable(reason_, longest_reason);
  return reason.empty() ? fmt::format("{}", status_) : fmt::format("{} {}", status_, reason);
}

std::string_view http_answer::field(std::string_view name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::string_view() : found->second;
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string out;
  for (const char c : text.substr(0, longest)) out += c < ' ' || c > '~' ? '?' : c;
  return out;
}

}  // namespace ipaas::mqtt::transport
