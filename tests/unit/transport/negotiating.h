// What the tests of both negotiations with a proxy have in common.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "harness/english.h"
#include "transport/proxy/proxy_negotiation.h"

namespace ipaas::mqtt::transport {

// Feeds no more than it is asked for, and returns how much that was.
inline std::size_t feed(proxy_negotiation& negotiation, std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && negotiation.current() == proxy_negotiation::state::need_more) {
    const auto part = bytes.substr(at, negotiation.wanted());
    negotiation.feed(part);
    at += part.size();
  }
  return at;
}

// What is wrong after these answers.
inline std::string failure_after(proxy_negotiation& negotiation, std::string_view answers) {
  feed(negotiation, answers);
  if (negotiation.current() != proxy_negotiation::state::failed) return "it did not fail";
  EXPECT_EQ(negotiation.failure().code, error_code::proxy);
  EXPECT_EQ(english_in(negotiation.failure()), "");
  return *negotiation.failure().detail;
}

}  // namespace ipaas::mqtt::transport
