#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect.h"

namespace ipaas::mqtt::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

parsed<connection_settings> parse_url(std::string_view url, std::string_view more = "") {
  return parse_connection(R"({"clientId": "me", "brokerUrl": ")" + std::string(url) + "\"" +
                          std::string(more) + "}");
}

std::vector<broker_address> brokers_of(std::string_view url) {
  const auto result = parse_url(url);
  EXPECT_TRUE(result.errors.empty()) << url << ": " << result.errors[0].description;
  return result.settings.brokers;
}

struct good_url {
  const char* url;
  const char* host;
  std::uint16_t port;
  const char* path;
};

class broker_url_form : public testing::TestWithParam<good_url> {};

TEST_P(broker_url_form, is_read) {
  const auto brokers = brokers_of(GetParam().url);
  ASSERT_EQ(brokers.size(), 1U);
  EXPECT_EQ(brokers[0].host, GetParam().host);
  EXPECT_EQ(brokers[0].port, GetParam().port);
  EXPECT_EQ(brokers[0].path, GetParam().path);
}

INSTANTIATE_TEST_SUITE_P(
    forms, broker_url_form,
    testing::Values(good_url{"broker", "broker", 1883, ""},
                    good_url{"  broker.example.com  ", "broker.example.com", 1883, ""},
                    good_url{"broker.example.com.", "broker.example.com.", 1883, ""},
                    good_url{"my_broker-1:1884", "my_broker-1", 1884, ""},
                    good_url{"127.0.0.1:65535", "127.0.0.1", 65535, ""},
                    good_url{"tcp://127.0.0.1", "127.0.0.1", 1883, ""},
                    good_url{"MQTT://broker:1", "broker", 1, ""},
                    good_url{"broker:1883/mqtt", "broker", 1883, "/mqtt"},
                    good_url{"broker/a?from=http://there", "broker", 1883, "/a?from=http://there"},
                    good_url{"broker/a/b", "broker", 1883, "/a/b"},
                    good_url{"[::1]", "::1", 1883, ""},
                    good_url{"tcp://[fe80::1]:1884/x", "fe80::1", 1884, "/x"}));

TEST(broker_url, takes_a_list_in_its_order) {
  const auto brokers = brokers_of("a:1, tcp://[::2]:2 ,mqtt://c");
  ASSERT_EQ(brokers.size(), 3U);
  EXPECT_EQ(brokers[0].text(), "a:1");
  EXPECT_EQ(brokers[1].text(), "[::2]:2");
  EXPECT_EQ(brokers[2].text(), "c:1883");
}

struct bad_url {
  const char* url;
  const char* says;
};

class broken_broker_url : public testing::TestWithParam<bad_url> {};

TEST_P(broken_broker_url, is_an_error_at_its_field) {
  EXPECT_THAT(only_error(parse_url(GetParam().url)),
              AllOf(StartsWith("/brokerUrl: In "), HasSubstr(GetParam().says)));
}

INSTANTIATE_TEST_SUITE_P(
    forms, broken_broker_url,
    testing::Values(bad_url{"", "it is empty"}, bad_url{"a,", "entry 2 of brokerUrl, it is empty"},
                    bad_url{"a,,b", "entry 2"}, bad_url{"http://a", "no scheme \"http\""},
                    bad_url{"tcp://", "the host is missing"},
                    bad_url{":1883", "the host is missing"}, bad_url{"a:", "is no port"},
                    bad_url{"a:0", "is no port"}, bad_url{"a:65536", "is no port"},
                    bad_url{"a:-1", "is no port"}, bad_url{"a:1x", "is no port"},
                    bad_url{"a b", "is no host name"}, bad_url{"a..b", "is no host name"},
                    bad_url{"-ü-", "is no host name"}, bad_url{"256.0.0.1", "is no IPv4 address"},
                    bad_url{"1.2.3", "is no IPv4 address"}, bad_url{"::1", "in brackets"},
                    bad_url{"[::1", "is missing"}, bad_url{"[::g]", "is no IPv6 address"},
                    bad_url{"[::1]1883", "where only :port"},
                    bad_url{"tcp://a,wss://b",
                            "entry 2 of brokerUrl, the scheme wss:// contradicts the protocol TCP"},
                    bad_url{"ws://a/m qtt", "a blank or a control character"}));

TEST(broker_url, lists_every_entry_that_is_wrong) {
  EXPECT_EQ(fields_of(parse_url("a:0,b,c:0").errors),
            (std::vector<std::string>{"/brokerUrl", "/brokerUrl"}));
}

TEST(broker_url, does_not_repeat_what_may_be_a_token) {
  EXPECT_THAT(only_error(parse_url("wss://broker/a b?token=geheim", R"(, "protocol": "WSS")")),
              AllOf(HasSubstr("the path \"/a b\" holds a blank"), Not(HasSubstr("geheim"))));
}

TEST(broker_url, does_not_repeat_credentials) {
  EXPECT_THAT(only_error(parse_url("me:geheim@://broker")),
              AllOf(HasSubstr("credentials"), Not(HasSubstr("geheim"))));
  EXPECT_THAT(only_error(parse_url("tcp://me:geheim@broker")),
              AllOf(HasSubstr("username and password"), Not(HasSubstr("geheim"))));
}

TEST(broker_url, must_not_contradict_the_protocol) {
  EXPECT_THAT(
      only_error(parse_url("ssl://a", R"(, "protocol": "tcp")")),
      StartsWith("/brokerUrl: In brokerUrl, the scheme ssl:// contradicts the protocol TCP"));
}

TEST(broker_url, is_required_and_a_string) {
  EXPECT_THAT(only_error(parse_connection(R"({"clientId": "me"})")),
              StartsWith("/brokerUrl: brokerUrl is missing"));
  EXPECT_THAT(only_error(parse_connection(R"({"clientId": "me", "brokerUrl": 5})")),
              StartsWith("/brokerUrl: brokerUrl is a number, but must be a string"));
}

struct protocol_case {
  const char* url;
  const char* protocol;  // null: not given
  transport_kind kind;
  std::uint16_t port;
};

class protocol_of : public testing::TestWithParam<protocol_case> {};

TEST_P(protocol_of, a_connection_is_what_it_or_the_scheme_says) {
  const auto& [url, protocol, kind, port] = GetParam();
  const auto more = protocol == nullptr ? "" : R"(, "protocol": ")" + std::string(protocol) + "\"";
  const auto result = parse_url(url, more);
  ASSERT_TRUE(result.errors.empty()) << result.errors[0].description;
  EXPECT_EQ(result.settings.transport, kind);
  for (const broker_address& broker : result.settings.brokers) EXPECT_EQ(broker.port, port);
}

INSTANTIATE_TEST_SUITE_P(
    forms, protocol_of,
    testing::Values(protocol_case{"a", nullptr, transport_kind::tcp, 1883},
                    protocol_case{"a", "TCP", transport_kind::tcp, 1883},
                    protocol_case{"a,b", "TLS", transport_kind::tls, 8883},
                    protocol_case{"ssl://a,b,mqtts://c", nullptr, transport_kind::tls, 8883},
                    protocol_case{"tls://a", "tls", transport_kind::tls, 8883},
                    protocol_case{"a:1/mqtt", "WebSocket", transport_kind::ws, 1},
                    protocol_case{"ws://a/mqtt", nullptr, transport_kind::ws, 80},
                    protocol_case{"WSS://a", nullptr, transport_kind::wss, 443},
                    protocol_case{"a", "WebSocket Secure", transport_kind::wss, 443}));

TEST(protocol, must_be_a_known_one) {
  EXPECT_THAT(
      only_error(parse_url("a", R"(, "protocol": "QUIC")")),
      StartsWith(R"(/protocol: protocol is "QUIC", but must be one of TCP, TLS, WS or WSS)"));
}

}  // namespace
}  // namespace ipaas::mqtt::config
