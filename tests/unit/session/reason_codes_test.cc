// Every code that a broker may send has one of ours, and a text that says which it was.
#include "session/reason_codes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/english.h"

namespace ipaas::mqtt::session {
namespace {

using protocol::version;
using testing::HasSubstr;
using testing::Not;

// MQTT 5 table 2-6 from 0x80 on, by the code of the error table that each stands for.
const std::map<error_code, std::set<int>> expected_codes{
    {error_code::protocol_error, {0x81, 0x82, 0x91, 0x92, 0x93, 0x94}},
    {error_code::protocol_version, {0x84}},
    {error_code::client_id_rejected, {0x85}},
    {error_code::bad_credentials, {0x86, 0x8C}},
    {error_code::not_authorized, {0x87, 0x8A}},
    {error_code::server_unavailable, {0x83, 0x88, 0x89, 0x8B, 0x96, 0x97, 0x9C, 0x9D, 0x9F}},
    {error_code::ping_timeout, {0x8D}},
    {error_code::client_id_taken, {0x8E}},
    {error_code::subscribe_rejected, {0x8F, 0x9E, 0xA1, 0xA2}},
    {error_code::topic_invalid, {0x90}},
    {error_code::packet_too_large, {0x95}},
    {error_code::publish_rejected, {0x99, 0x9A, 0x9B}},
};

error_code expected_for(int reason) {
  for (const auto& [code, reasons] : expected_codes) {
    if (reasons.contains(reason)) return code;
  }
  return error_code::connection_lost;
}

TEST(reason_codes, every_reason_of_mqtt_5_has_its_code) {
  for (int reason = 0; reason < 256; ++reason) {
    EXPECT_EQ(code_of_reason(static_cast<std::uint8_t>(reason)), expected_for(reason)) << reason;
  }
}

TEST(reason_codes, every_reason_that_a_server_may_end_or_refuse_with_has_its_own_name) {
  std::set<std::string_view> names;
  for (int reason = 0x80; reason <= 0xA2; ++reason) {
    const auto name = name_of_reason(static_cast<std::uint8_t>(reason));
    EXPECT_NE(name, "unknown reason") << reason;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  EXPECT_EQ(name_of_reason(0x00), "Normal disconnection");
  EXPECT_EQ(name_of_reason(0x04), "Disconnect with will message");
  EXPECT_EQ(name_of_reason(0x87), "Not authorized");
  EXPECT_EQ(name_of_reason(0xA3), "unknown reason");
  EXPECT_EQ(name_of_reason(0xFF), "unknown reason");
}

TEST(reason_codes, every_reason_is_told_in_chinese) {
  for (int number = 1; number < 256; ++number) {
    const auto reason = static_cast<std::uint8_t>(number);
    EXPECT_EQ(english_in(connack_error(version::v5, reason, {"No!", "b.test"})), "");
    EXPECT_EQ(english_in(connack_error(version::v3_1_1, reason, {})), "");
    EXPECT_EQ(english_in(disconnect_error(reason, {})), "");
    EXPECT_EQ(english_in(suback_error("a/#", reason)), "");
  }
  EXPECT_EQ(connack_error(version::v5, 0x87, {"not you", "b.test"}).chinese,
            "服务器拒绝了连接，原因码 0x87（未授权），并说明 \"not "
            "you\"；它指向另一台服务器：\"b.test\"");
}

TEST(reason_codes, every_connack_says_its_number_in_words_and_as_a_member) {
  for (const version protocol_version : {version::v3_1, version::v3_1_1, version::v5}) {
    for (int reason = 1; reason < 256; ++reason) {
      const auto code = static_cast<std::uint8_t>(reason);
      const error refused = connack_error(protocol_version, code, {});
      EXPECT_EQ(refused.reason_code, code);
      EXPECT_THAT(refused.description, HasSubstr("The broker refused the connection with"));
      EXPECT_THAT(refused.description, Not(HasSubstr("and says")));
    }
  }
}

TEST(reason_codes, the_return_codes_of_mqtt_3_have_theirs) {
  const error_code codes[] = {error_code::protocol_version, error_code::client_id_rejected,
                              error_code::server_unavailable, error_code::bad_credentials,
                              error_code::not_authorized};
  for (const version protocol_version : {version::v3_1, version::v3_1_1}) {
    for (std::uint8_t code = 1; code <= 5; ++code) {
      EXPECT_EQ(connack_error(protocol_version, code, {}).code, codes[code - 1]);
    }
    for (int code = 6; code < 256; ++code) {
      EXPECT_EQ(connack_error(protocol_version, static_cast<std::uint8_t>(code), {}).code,
                error_code::protocol_error);
    }
  }
  EXPECT_THAT(connack_error(version::v3_1_1, 4, {}).description,
              HasSubstr("return code 4 (bad user name or password)"));
}

TEST(reason_codes, the_brokers_own_words_are_quoted) {
  EXPECT_THAT(connack_error(version::v5, 0x87, {"no entry"}).description,
              HasSubstr("reason code 0x87 (Not authorized), and says \"no entry\""));
  EXPECT_THAT(disconnect_error(0x8E, {"other client"}).description,
              HasSubstr("ended the connection with reason code 0x8E (Session taken over), and says "
                        "\"other client\""));
  EXPECT_THAT(disconnect_error(0x00, {}).description,
              HasSubstr("reason code 0x00 (Normal disconnection)."));
}

TEST(reason_codes, the_server_to_use_instead_is_named) {
  EXPECT_THAT(connack_error(version::v5, 0x9C, {{}, "b:1883"}).description,
              HasSubstr("0x9C (Use another server); it names another server: \"b:1883\""));
  EXPECT_THAT(disconnect_error(0x9D, {"gone", "b"}).description,
              HasSubstr("(Server moved), and says \"gone\"; it names another server: \"b\""));
}

TEST(reason_codes, a_refused_filter_is_named) {
  const error refused = suback_error("a/#", 0x87);
  EXPECT_EQ(refused.code, error_code::subscribe_rejected);
  EXPECT_EQ(refused.reason_code, 0x87);
  EXPECT_THAT(refused.description, HasSubstr("\"a/#\" with code 0x87 (Not authorized)"));
}

}  // namespace
}  // namespace ipaas::mqtt::session
