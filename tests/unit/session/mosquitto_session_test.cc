// libmosquitto behind its private socket: the bytes it makes of our settings and calls, and what it
// makes of the broker's.
#include "session/mosquitto_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "../protocol/packets.h"

namespace ipaas::mqtt::session {
namespace {

using protocol::bytes;
using protocol::qos;
using protocol::version;
using testing::ElementsAre;
using testing::IsEmpty;
using byte_vector = std::vector<std::byte>;
using namespace std::chrono_literals;

byte_vector packet(std::string_view text) { return protocol::test::from_hex(text); }

std::string in_hex(bytes data) {
  std::string text;
  for (const std::byte byte : data) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    if (!text.empty()) text += ' ';
    text += digits[std::to_integer<std::size_t>(byte) >> 4];
    text += digits[std::to_integer<std::size_t>(byte) & 0xF];
  }
  return text;
}

struct network : mosquitto_session::listener {
  void to_network(bytes piece) override { sent.insert(sent.end(), piece.begin(), piece.end()); }
  void on_subscribed(int request, std::span<const int> codes) override {
    subscribed.emplace_back(request, std::vector<int>(codes.begin(), codes.end()));
    if (when_subscribed) when_subscribed();
  }
  void on_unsubscribed(int request) override { unsubscribed.push_back(request); }
  void on_session_failed(error why) override { failures.push_back(std::move(why)); }
  // What has come since the last call.
  std::string taken() { return in_hex(std::exchange(sent, {})); }

  byte_vector sent;
  std::vector<std::pair<int, std::vector<int>>> subscribed;
  std::vector<int> unsubscribed;
  std::vector<error> failures;
  std::function<void()> when_subscribed;
};

config::connection_settings settings_of(version protocol_version) {
  config::connection_settings settings;
  settings.client_id = "id";
  settings.mqtt_version = protocol_version;
  return settings;
}

std::string connect_of(const config::connection_settings& settings) {
  network wire;
  mosquitto_session session(settings, {settings.username, settings.password}, wire);
  session.connect();
  EXPECT_THAT(wire.failures, IsEmpty());
  return wire.taken();
}

// --- CONNECT ---

TEST(mosquitto_session, connect_of_every_version) {
  EXPECT_EQ(connect_of(settings_of(version::v3_1)),
            "10 10 00 06 4D 51 49 73 64 70 03 02 00 1E 00 02 69 64");
  EXPECT_EQ(connect_of(settings_of(version::v3_1_1)),
            "10 0E 00 04 4D 51 54 54 04 02 00 1E 00 02 69 64");
  // Session Expiry Interval 0, Maximum Packet Size 16 MiB, Topic Alias Maximum 64, Receive Maximum
  // 1000, in libmosquitto's order.
  const std::string version_5 = connect_of(settings_of(version::v5));
  EXPECT_THAT(version_5, testing::StartsWith("10 1F 00 04 4D 51 54 54 05 02 00 1E 10 "));
  EXPECT_THAT(version_5, testing::HasSubstr(" 11 00 00 00 00"));
  EXPECT_THAT(version_5, testing::HasSubstr(" 27 01 00 00 00"));
  EXPECT_THAT(version_5, testing::HasSubstr(" 22 00 40"));
  EXPECT_THAT(version_5, testing::HasSubstr(" 21 03 E8"));
  EXPECT_THAT(version_5, testing::EndsWith(" 00 02 69 64"));
}

TEST(mosquitto_session, the_settings_of_mqtt_5_are_announced) {
  auto settings = settings_of(version::v5);
  settings.session_expiry = 3600s;
  settings.max_packet_size = 0x1234;
  settings.max_in_flight = 7;
  const std::string connect = connect_of(settings);
  EXPECT_THAT(connect, testing::HasSubstr(" 11 00 00 0E 10"));
  EXPECT_THAT(connect, testing::HasSubstr(" 27 00 00 12 34"));
  EXPECT_THAT(connect, testing::HasSubstr(" 21 00 07"));
}

TEST(mosquitto_session, a_kept_session_and_the_keep_alive_are_asked_for) {
  auto settings = settings_of(version::v3_1_1);
  settings.clean_session = false;
  settings.keep_alive = 300s;
  EXPECT_EQ(connect_of(settings), "10 0E 00 04 4D 51 54 54 04 00 01 2C 00 02 69 64");
  settings.keep_alive = 0s;
  EXPECT_EQ(connect_of(settings), "10 0E 00 04 4D 51 54 54 04 00 00 00 00 02 69 64");
}

TEST(mosquitto_session, credentials_are_sent) {
  auto settings = settings_of(version::v3_1_1);
  settings.username = "u";
  EXPECT_EQ(connect_of(settings), "10 11 00 04 4D 51 54 54 04 82 00 1E 00 02 69 64 00 01 75");
  settings.password = secret_text("pw");
  EXPECT_EQ(connect_of(settings),
            "10 15 00 04 4D 51 54 54 04 C2 00 1E 00 02 69 64 00 01 75 00 02 2A 2A")
      << "with a stand-in";
}

TEST(mosquitto_session, a_will_is_left) {
  auto settings = settings_of(version::v3_1_1);
  settings.will = config::will_settings{"w", "xy", qos::exactly_once, true};
  EXPECT_EQ(connect_of(settings),
            "10 15 00 04 4D 51 54 54 04 36 00 1E 00 02 69 64 00 01 77 00 02 78 79");
  settings.will = config::will_settings{"w", "", qos::at_most_once, false};
  EXPECT_EQ(connect_of(settings), "10 13 00 04 4D 51 54 54 04 06 00 1E 00 02 69 64 00 01 77 00 00");
}

// --- what a guest leaves alone ---

TEST(mosquitto_session, the_disposition_of_sigpipe_stays_as_the_host_has_it) {
  struct sigaction before {};
  ::sigaction(SIGPIPE, nullptr, &before);
  for (void (*const disposition)(int) : {SIG_DFL, SIG_IGN}) {
    ::signal(SIGPIPE, disposition);
    connect_of(settings_of(version::v3_1_1));
    struct sigaction after {};
    ::sigaction(SIGPIPE, nullptr, &after);
    EXPECT_EQ(after.sa_handler, disposition);
  }
  ::sigaction(SIGPIPE, &before, nullptr);
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

TEST(mosquitto_session, no_descriptor_outlives_it) {
  connect_of(settings_of(version::v3_1_1));
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 20; ++i) connect_of(settings_of(version::v3_1_1));
  EXPECT_EQ(open_descriptors(), before);
}

// --- a session ---

class connected_session : public testing::TestWithParam<version> {
 protected:
  connected_session() {
    settings.keep_alive = 5s;
    session.connect();
    session.from_network(is_5() ? packet("20 03 00 00 00") : packet("20 02 00 00"));
    wire.taken();
  }
  bool is_5() const { return GetParam() == version::v5; }

  config::connection_settings settings = settings_of(GetParam());
  network wire;
  mosquitto_session session{settings, {}, wire};
};

TEST_P(connected_session, filters_are_subscribed_together_and_their_codes_come_back_in_order) {
  const std::vector<std::string> filters{"a", "b/#"};
  const int request = session.subscribe({qos::at_least_once, {}, filters}, 0);
  EXPECT_EQ(wire.taken(), is_5() ? "82 0D 00 01 00 00 01 61 01 00 03 62 2F 23 01"
                                 : "82 0C 00 01 00 01 61 01 00 03 62 2F 23 01");
  session.from_network(is_5() ? packet("90 05 00 01 00 01 87") : packet("90 04 00 01 01 80"));
  EXPECT_THAT(wire.subscribed,
              ElementsAre(std::pair(request, std::vector{1, is_5() ? 0x87 : 0x80})));
}

TEST_P(connected_session, filters_are_unsubscribed_together) {
  const std::vector<std::string> filters{"a", "b"};
  const int request = session.unsubscribe(filters);
  EXPECT_EQ(wire.taken(),
            is_5() ? "A2 09 00 01 00 00 01 61 00 01 62" : "A2 08 00 01 00 01 61 00 01 62");
  session.from_network(is_5() ? packet("B0 05 00 01 00 00 11") : packet("B0 02 00 01"));
  EXPECT_THAT(wire.unsubscribed, ElementsAre(request));
}

TEST_P(connected_session, may_be_called_from_within_what_it_tells) {
  const std::vector<std::string> filters{"a"};
  wire.when_subscribed = [&] { session.unsubscribe(filters); };
  session.subscribe({qos::at_most_once, {}, filters}, 0);
  wire.taken();
  session.from_network(is_5() ? packet("90 04 00 01 00 00") : packet("90 03 00 01 00"));
  EXPECT_EQ(wire.taken(), is_5() ? "A2 06 00 02 00 00 01 61" : "A2 05 00 02 00 01 61");
}

TEST_P(connected_session, says_goodbye) {
  session.disconnect();
  EXPECT_EQ(wire.taken(), "E0 00");
}

TEST_P(connected_session, an_answer_as_large_as_a_packet_may_be_goes_through) {
  const std::vector<std::string> filters(20'000, std::string(60, 'f'));
  const int request = session.subscribe({qos::at_most_once, {}, filters}, 0);
  EXPECT_GT(wire.sent.size(), 20'000U * 63);
  byte_vector body = is_5() ? packet("00 01 00") : packet("00 01");
  body.resize(body.size() + filters.size());
  session.from_network(protocol::test::make_packet(0x90, body));
  ASSERT_EQ(wire.subscribed.size(), 1U);
  EXPECT_EQ(wire.subscribed[0].first, request);
  EXPECT_EQ(wire.subscribed[0].second.size(), filters.size());
}

INSTANTIATE_TEST_SUITE_P(of_a_version, connected_session,
                         testing::Values(version::v3_1, version::v3_1_1, version::v5));

using session_of_version_5 = connected_session;

TEST_P(session_of_version_5, a_subscription_identifier_goes_along) {
  const std::vector<std::string> filters{"a"};
  session.subscribe({qos::exactly_once, {}, filters}, 300);
  EXPECT_EQ(wire.taken(), "82 0A 00 01 03 0B AC 02 00 01 61 02");
}

TEST_P(session_of_version_5, options_go_along_with_every_filter) {
  using handling = config::subscribe_options::retain_handling;
  session.subscribe({qos::at_least_once, {.no_local = true}, {"a", "b"}}, 0);
  EXPECT_EQ(wire.taken(), "82 0B 00 01 00 00 01 61 05 00 01 62 05");
  session.subscribe({qos::at_most_once, {.retain_as_published = true}, {"a"}}, 0);
  EXPECT_EQ(wire.taken(), "82 07 00 02 00 00 01 61 08");
  session.subscribe({qos::at_most_once, {.retained = handling::send_if_new}, {"a"}}, 0);
  EXPECT_EQ(wire.taken(), "82 07 00 03 00 00 01 61 10");
  session.subscribe({qos::exactly_once, {.retained = handling::do_not_send}, {"a"}}, 0);
  EXPECT_EQ(wire.taken(), "82 07 00 04 00 00 01 61 22");
}

INSTANTIATE_TEST_SUITE_P(of_a_version, session_of_version_5, testing::Values(version::v5));

// --- the end ---

TEST(mosquitto_session, a_refusal_is_a_failed_session) {
  const auto settings = settings_of(version::v3_1_1);
  network wire;
  mosquitto_session session(settings, {}, wire);
  session.connect();
  session.from_network(packet("20 02 00 05"));
  ASSERT_EQ(wire.failures.size(), 1U);
  EXPECT_EQ(wire.failures[0].code, error_code::server_unavailable);
  EXPECT_EQ(wire.failures[0].detail, "The session ended: the broker refused the session");
  session.from_network(packet("D0 00"));
  EXPECT_EQ(wire.failures.size(), 1U) << "told once";
}

}  // namespace
}  // namespace ipaas::mqtt::session
