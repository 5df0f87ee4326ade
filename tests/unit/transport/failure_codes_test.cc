// Every number of the system, of c-ares and of Beast has one of our codes.
#include <ares.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/beast/websocket/error.hpp>
#include <cerrno>
#include <map>
#include <set>
#include <string>

#include "error_pages/header_constants.h"
#include "harness/english.h"
#include "message/problem_text.h"
#include "transport/name/name_failure.h"
#include "transport/system_failure.h"
#include "transport/websocket/websocket_words.h"

namespace ipaas::mqtt::transport {
namespace {

constexpr int last_error = 133;

const std::set<int> of_resources{EMFILE, ENFILE, ENOBUFS, ENOMEM, ENOSPC};
const std::set<int> of_misuse{EBADF, EFAULT, ENOTSOCK, EDESTADDRREQ, EISCONN, EALREADY};

error_code expected_of_connect(int number) {
  if (of_resources.contains(number)) return error_code::core_resource;
  if (number == EAGAIN || number == EADDRNOTAVAIL) return error_code::core_resource;
  if (of_misuse.contains(number)) return error_code::core_runtime;
  return number == ETIMEDOUT ? error_code::connect_timeout : error_code::connect_refused;
}

error_code expected_once_connected(int number) {
  if (of_resources.contains(number)) return error_code::core_resource;
  return of_misuse.contains(number) ? error_code::core_runtime : error_code::connection_lost;
}

TEST(system_failure, every_number_has_its_code) {
  for (int number = -1; number <= last_error + 1; ++number) {
    EXPECT_EQ(code_of_connect(number), expected_of_connect(number)) << number;
    EXPECT_EQ(code_of_established(number), expected_once_connected(number)) << number;
  }
}

TEST(system_failure, there_are_no_numbers_beyond_those_that_are_tested) {
  EXPECT_NE(::strerrorname_np(last_error), nullptr);
  EXPECT_EQ(::strerrorname_np(last_error + 1), nullptr);
}

// The English words are the system's: where they are others, nobody would see that the Chinese ones
// speak of something else.
TEST(system_failure, usual_reasons_are_told_in_chinese) {
  const std::map<int, phrase> usual{
      {ECONNREFUSED, {"Connection refused", "连接被拒绝"}},
      {ENETUNREACH, {"Network is unreachable", "网络不可达"}},
      {EHOSTUNREACH, {"No route to host", "没有到主机的路由"}},
      {ETIMEDOUT, {"Connection timed out", "连接超时"}},
      {ECONNRESET, {"Connection reset by peer", "连接被对方重置"}},
      {EPIPE, {"Broken pipe", "连接已断开，无法写入"}},
  };
  for (const auto& [number, words] : usual) {
    EXPECT_EQ(system_reason(number).en, words.en);
    EXPECT_EQ(system_reason(number).zh, words.zh);
  }
  EXPECT_EQ(system_reason(EINVAL).zh, "Invalid argument");
}

TEST(system_failure, the_table_says_what_the_system_says) {
  for (const int number : {ECONNABORTED, EPERM, EACCES, ENOENT, EADDRNOTAVAIL, EMFILE}) {
    const std::string english = system_reason(number).en;
    const auto rows = problem_rows();
    const auto row = std::ranges::find_if(
        rows, [&](const problem_row& each) { return each.text->en == english; });
    ASSERT_NE(row, rows.end()) << english;
    EXPECT_EQ(system_reason(number).zh, row->text->zh);
  }
}

TEST(name_failure, is_told_in_chinese) {
  for (const int status : {ARES_ENOTFOUND, ARES_ENODATA, ARES_ETIMEOUT, ARES_ECONNREFUSED}) {
    EXPECT_EQ(english_in(words_of_lookup(status, "b.example").zh), "");
  }
  EXPECT_EQ(words_of_lookup(ARES_ENOTFOUND, "b.example").zh, "域名 \"b.example\" 不存在");
}

TEST(name_failure, every_status_that_is_declared_has_its_code) {
  const std::set<std::string> of_calls{"ARES_EBADFLAGS", "ARES_EBADHINTS", "ARES_ENOTINITIALIZED",
                                       "ARES_ELOADIPHLPAPI", "ARES_EADDRGETNETWORKPARAMS"};
  const std::set<std::string> of_names{
      "ARES_ENODATA",    "ARES_EFORMERR",   "ARES_ESERVFAIL",    "ARES_ENOTFOUND",
      "ARES_ENOTIMP",    "ARES_EREFUSED",   "ARES_EBADQUERY",    "ARES_EBADNAME",
      "ARES_EBADFAMILY", "ARES_EBADRESP",   "ARES_ECONNREFUSED", "ARES_ETIMEOUT",
      "ARES_EOF",        "ARES_EFILE",      "ARES_EDESTRUCTION", "ARES_EBADSTR",
      "ARES_ENONAME",    "ARES_ECANCELLED", "ARES_ESERVICE"};
  const auto statuses = error_pages::constants_in(IPAAS_ARES_H, "ARES_E");
  ASSERT_GE(statuses.size(), 25U);
  for (const auto& each : statuses) {
    const error_code code = code_of_lookup(each.number);
    if (of_calls.contains(each.name)) {
      EXPECT_EQ(code, error_code::core_runtime) << each.name;
    } else if (each.name == "ARES_ENOMEM") {
      EXPECT_EQ(code, error_code::core_resource);
    } else {
      EXPECT_TRUE(of_names.contains(each.name)) << each.name << " is new: map it";
      EXPECT_EQ(code, error_code::dns) << each.name;
    }
    EXPECT_THAT(words_of_lookup(each.number, "b.example").en, testing::HasSubstr("\"b.example\""));
  }
}

TEST(name_failure, every_other_number_is_one_of_names) {
  for (const int number : {-1, 26, 1000}) EXPECT_EQ(code_of_lookup(number), error_code::dns);
}

error_code expected_of_websocket(const std::string& name) {
  const std::set<std::string> of_handshakes{"bad_http_version",
                                            "bad_method",
                                            "no_host",
                                            "no_connection",
                                            "no_connection_upgrade",
                                            "no_upgrade",
                                            "no_upgrade_websocket",
                                            "no_sec_key",
                                            "bad_sec_key",
                                            "no_sec_version",
                                            "bad_sec_version",
                                            "no_sec_accept",
                                            "bad_sec_accept",
                                            "upgrade_declined"};
  const std::set<std::string> of_rules{"partial_deflate_block", "bad_opcode",
                                       "bad_data_frame",        "bad_continuation",
                                       "bad_reserved_bits",     "bad_control_fragment",
                                       "bad_control_size",      "bad_unmasked_frame",
                                       "bad_masked_frame",      "bad_size",
                                       "bad_frame_payload",     "bad_close_code",
                                       "bad_close_size",        "bad_close_payload"};
  if (name == "closed") return error_code::connection_lost;
  if (name == "buffer_overflow" || name == "message_too_big") return error_code::packet_too_large;
  if (of_handshakes.contains(name)) return error_code::websocket;
  EXPECT_TRUE(of_rules.contains(name)) << name << " is new: map it";
  return error_code::protocol_error;
}

TEST(websocket_words, every_error_of_beast_has_its_code_and_its_words) {
  using boost::beast::websocket::error;
  const auto errors = error_pages::enumerators_in(IPAAS_WEBSOCKET_ERROR_HPP, "error");
  ASSERT_GE(errors.size(), 33U);
  EXPECT_EQ(errors.back().number, static_cast<int>(error::bad_close_payload));
  for (const auto& each : errors) {
    if (each.name.starts_with("unused")) continue;
    const auto failure = make_error_code(static_cast<error>(each.number));
    const error_code code = code_of_websocket(failure);
    EXPECT_EQ(code, expected_of_websocket(each.name)) << each.name;
    EXPECT_FALSE(frame_fault(failure).text.en.empty());
    EXPECT_EQ(english_in(frame_fault(failure).text.zh), "");
  }
}

TEST(websocket_words, every_close_code_has_its_code) {
  const std::map<int, error_code> meanings{
      {1002, error_code::protocol_error},     {1003, error_code::protocol_error},
      {1007, error_code::protocol_error},     {1009, error_code::packet_too_large},
      {1010, error_code::protocol_error},     {1011, error_code::server_unavailable},
      {1012, error_code::server_unavailable}, {1013, error_code::server_unavailable}};
  for (int code = 0; code < 65'536; ++code) {
    const auto meaning = meanings.find(code);
    EXPECT_EQ(code_of_close(static_cast<std::uint16_t>(code)),
              meaning == meanings.end() ? error_code::connection_lost : meaning->second)
        << code;
  }
}

TEST(websocket_words, every_http_status_has_its_code) {
  for (unsigned status = 0; status < 1000; ++status) {
    EXPECT_EQ(code_of_upgrade(status), status >= 502 && status <= 504
                                           ? error_code::server_unavailable
                                           : error_code::websocket);
  }
}

}  // namespace
}  // namespace ipaas::mqtt::transport
