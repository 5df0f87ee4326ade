// What the link does with the bytes of a broker.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "link_bench.h"

namespace ipaas::mqtt::session {
namespace {

using protocol::bytes;
using test::byte_vector;
using test::hex;
using test::link_bench;
using test::link_settings;
using test::publish_packet;
using test::status;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using test::operator+;  // NOLINT(misc-unused-using-decls): it is used, as an operator
using protocol::qos;
using protocol::version;

// --- CONNACK comes first ---

TEST(link_from_network, connack_reaches_the_owner_delivery_and_libmosquitto) {
  link_bench bench;
  ASSERT_EQ(bench.receive(hex("20 02 01 00")), status::need_more);
  EXPECT_EQ(bench.owner.connacks, 1);
  EXPECT_TRUE(bench.owner.session_present);
  EXPECT_THAT(bench.owner.session, ElementsAre(hex("20 02 01 00")));
}

TEST(link_from_network, a_refusing_connack_is_passed_on_and_opens_nothing) {
  link_bench bench;
  delivery::submission message;
  byte_vector packet = publish_packet("a", "x");
  message.packet = packet.data();
  message.size = packet.size();
  bench.engine.sender().submit(std::move(message), {}, bench.engine.outcomes());
  ASSERT_EQ(bench.receive(hex("20 02 00 05")), status::need_more);
  EXPECT_EQ(bench.owner.reason, 5);
  EXPECT_THAT(bench.owner.session, ElementsAre(hex("20 02 00 05")));
  bench.engine.fill_queue();
  EXPECT_TRUE(bench.engine.queue().empty()) << "delivery thinks that it is connected";
}

TEST(link_from_network, an_accepting_connack_lets_delivery_send) {
  link_bench bench;
  delivery::submission message;
  byte_vector packet = publish_packet("a", "x");
  message.packet = packet.data();
  message.size = packet.size();
  bench.engine.sender().submit(std::move(message), {}, bench.engine.outcomes());
  bench.connect();
  bench.engine.fill_queue();
  EXPECT_EQ(bench.sent(), packet);
}

TEST(link_from_network, a_peer_that_speaks_something_else_is_quoted) {
  link_bench bench;
  ASSERT_EQ(bench.receive(protocol::as_bytes("220 mail.test ESMTP\r\n")), status::failed);
  EXPECT_EQ(bench.tested.failure().code, error_code::protocol_error);
  EXPECT_THAT(bench.tested.failure().description,
              HasSubstr("This is no MQTT broker: it says \"220 mail.test ESMTP\""));
  EXPECT_EQ(bench.owner.connacks, 0);
  EXPECT_THAT(bench.owner.session, IsEmpty());
}

TEST(link_from_network, a_peer_that_speaks_tls_is_known_by_it) {
  link_bench bench;
  ASSERT_EQ(bench.receive(hex("15 03 01 00 02 02 46")), status::failed);
  EXPECT_EQ(bench.tested.failure().code, error_code::protocol_error);
  EXPECT_THAT(bench.tested.failure().description,
              HasSubstr("The server speaks TLS on this port: choose protocol TLS"));
}

TEST(link_from_network, a_web_server_is_known_by_its_words_over_any_transport) {
  auto settings = link_settings();
  settings.transport = config::transport_kind::tls;
  link_bench bench(settings);
  bench.receive(protocol::as_bytes("HTTP/1.1 400 Bad Request\r\n\r\n<html>"));
  EXPECT_THAT(bench.tested.failure().description,
              HasSubstr("it says \"HTTP/1.1 400 Bad Request\". Choose protocol WSS"));
}

TEST(link_from_network, a_long_greeting_is_cut) {
  link_bench bench;
  bench.receive(protocol::as_bytes(std::string(100, 'S')));
  EXPECT_THAT(bench.tested.failure().description, HasSubstr('"' + std::string(40, 'S') + '"'));
}

TEST(link_from_network, bytes_that_nobody_can_read_are_not_quoted) {
  for (const char* first : {"15 13 01 00 02 02 46", "53 53 48 0D", "30 05 00 01 61 78 79"}) {
    link_bench bench;
    ASSERT_EQ(bench.receive(hex(first)), status::failed) << first;
    EXPECT_THAT(bench.tested.failure().description,
                HasSubstr("The first packet is not CONNACK: this is no MQTT broker"));
  }
}

TEST(link_from_network, a_second_connack_ends_the_connection) {
  link_bench bench;
  bench.connect();
  ASSERT_EQ(bench.connect(), status::failed);
  EXPECT_THAT(bench.tested.failure().description, HasSubstr("a second CONNACK"));
  EXPECT_EQ(bench.owner.connacks, 1);
}

// --- libmosquitto sees checked packets only ---

TEST(link_from_network, the_connack_that_ends_the_process_inside_the_library_stays_outside) {
  link_bench bench(link_settings(version::v5));
  ASSERT_EQ(bench.receive(hex("20 05 00 00 02 7F 00")), status::failed);
  EXPECT_EQ(bench.tested.failure().code, error_code::protocol_error);
  EXPECT_THAT(bench.owner.session, IsEmpty());
  EXPECT_EQ(bench.owner.connacks, 0);
}

TEST(link_from_network, malformed_packets_of_the_session_never_reach_libmosquitto) {
  const std::pair<version, const char*> cases[] = {
      {version::v3_1_1, "90 02 00 01"},              // SUBACK without a code
      {version::v3_1_1, "90 03 00 01 07"},           // with an unknown one
      {version::v3_1_1, "91 03 00 01 00"},           // with flags
      {version::v3_1_1, "B0 03 00 01 00"},           // UNSUBACK with a code in 3.1.1
      {version::v3_1_1, "D0 01 00"},                 // PINGRESP with a body
      {version::v3_1_1, "E0 00"},                    // DISCONNECT from a server in 3.1.1
      {version::v3_1_1, "C0 00"},                    // PINGREQ from a server
      {version::v3_1_1, "10 00"},                    // CONNECT from a server
      {version::v3_1_1, "82 06 00 01 00 01 61 00"},  // SUBSCRIBE from a server
      {version::v3_1_1, "00 00"},                    // type 0
      {version::v3_1_1, "90 FF FF FF FF 01"},        // a length of five bytes
      {version::v5, "90 06 00 01 02 7F 00 00"},      // SUBACK with an unknown property
      {version::v5, "E0 04 8E 02 7F 00"},            // DISCONNECT with an unknown property
      {version::v5, "F0 02 18 00"},                  // AUTH without a method
      {version::v5, "E0 05 8E 03 1F 00 09"},  // a reason string that goes on beyond the packet
  };
  for (const auto& [protocol_version, packet] : cases) {
    link_bench bench(link_settings(protocol_version));
    bench.connect();
    EXPECT_EQ(bench.receive(hex(packet)), status::failed) << packet;
    EXPECT_EQ(bench.tested.failure().code, error_code::protocol_error) << packet;
    EXPECT_EQ(bench.owner.session.size(), 1U) << packet;
  }
}

TEST(link_from_network, the_publish_family_goes_to_delivery_and_never_to_libmosquitto) {
  link_bench bench;
  bench.add_consumer("#");
  bench.connect();
  const byte_vector pubrel = hex("62 02 00 07");
  ASSERT_EQ(bench.receive(publish_packet("a", "0") +
                          publish_packet("a", "1", qos::at_least_once, 7) + pubrel),
            status::failed)
      << "PUBREL for a message of QoS 1";
  EXPECT_THAT(bench.payloads(), ElementsAre("0", "1"));
  EXPECT_EQ(bench.owner.session.size(), 1U);
}

TEST(link_from_network, acknowledgements_are_noted_once) {
  link_bench bench;
  bench.connect();
  EXPECT_FALSE(bench.tested.take_acknowledged());
  bench.receive(publish_packet("a", "x", qos::exactly_once, 7));
  EXPECT_FALSE(bench.tested.take_acknowledged()) << "a PUBLISH is none";
  bench.receive(hex("62 02 00 09"));  // PUBREL of one forgotten
  EXPECT_TRUE(bench.tested.take_acknowledged());
  EXPECT_FALSE(bench.tested.take_acknowledged());
}

TEST(link_from_network, a_malformed_publish_ends_the_connection) {
  for (const char* packet : {"36 05 00 01 61 00 01", "32 05 00 01 61 00 00", "30 03 00 01 23"}) {
    link_bench bench;
    bench.connect();
    EXPECT_EQ(bench.receive(hex(packet)), status::failed) << packet;
    EXPECT_EQ(bench.tested.failure().code, error_code::protocol_error);
  }
}

TEST(link_from_network, a_puback_for_nothing_ends_the_connection) {
  link_bench bench;
  bench.connect();
  EXPECT_EQ(bench.receive(hex("40 02 00 01")), status::failed);
}

TEST(link_from_network, a_server_says_goodbye) {
  link_bench bench(link_settings(version::v5));
  bench.connect();
  const auto given_before = bench.owner.session.size();
  ASSERT_EQ(bench.receive(hex("E0 0A 8B 08 1F 00 05") + hex("6C 61 74 65 72")), status::need_more);
  EXPECT_EQ(bench.owner.goodbye, 0x8B);
  EXPECT_EQ(bench.owner.goodbye_text, "later");
  EXPECT_EQ(bench.owner.goodbye_reference, "");
  EXPECT_EQ(bench.owner.session.size(), given_before) << "libmosquitto must not see it";
}

TEST(link_from_network, a_server_names_another) {
  link_bench bench(link_settings(version::v5));
  bench.connect();
  ASSERT_EQ(bench.receive(hex("E0 07 9D 05 1C 00 02 62 3A")), status::need_more);
  EXPECT_EQ(bench.owner.goodbye, 0x9D);
  EXPECT_EQ(bench.owner.goodbye_text, "");
  EXPECT_EQ(bench.owner.goodbye_reference, "b:");
}

TEST(link_from_network, a_goodbye_may_leave_everything_out) {
  for (const char* packet : {"E0 00", "E0 01 8E", "E0 02 8E 00"}) {
    link_bench bench(link_settings(version::v5));
    bench.connect();
    ASSERT_EQ(bench.receive(hex(packet)), status::need_more) << packet;
    EXPECT_EQ(bench.owner.goodbye, packet[4] == '0' && packet[3] == '0' ? 0 : 0x8E) << packet;
    EXPECT_EQ(bench.owner.goodbye_text, "");
  }
}

// --- sizes ---

TEST(link_from_network, a_packet_over_the_limit_is_refused_at_its_header) {
  auto settings = link_settings();
  settings.max_packet_size = 1000;
  link_bench bench(settings);
  bench.connect();
  // 3 bytes of header and 998 of body: one too many. Only the header comes.
  ASSERT_EQ(bench.receive(hex("30 E6 07")), status::failed);
  EXPECT_EQ(bench.tested.failure().code, error_code::packet_too_large);
  EXPECT_THAT(bench.tested.failure().description,
              HasSubstr("announced a packet of 1001 bytes, maxPacketSize is 1000"));
}

TEST(link_from_network, a_packet_of_the_limit_is_taken) {
  auto settings = link_settings();
  settings.max_packet_size = 1000;
  link_bench bench(settings);
  bench.add_consumer("#");
  bench.connect();
  const byte_vector packet = publish_packet("a", std::string(994, 'x'));
  ASSERT_EQ(packet.size(), 1000U);
  EXPECT_EQ(bench.receive(packet), status::need_more);
  EXPECT_EQ(bench.payloads().size(), 1U);
}

TEST(link_from_network, a_large_packet_gets_a_room_of_its_own) {
  link_bench bench;
  bench.add_consumer("#");
  bench.connect();
  const std::string payload(3'000'000, 'x');
  const byte_vector packet = publish_packet("a", payload);
  bench.receive(bytes(packet).first(100));
  bytes rest = bytes(packet).subspan(100);
  EXPECT_GE(bench.tested.room().size(), rest.size()) << "all that is left in one read";
  while (!rest.empty()) bench.receive_some(rest);
  EXPECT_THAT(bench.payloads(), ElementsAre(payload));
}

TEST(link_from_network, no_more_is_allocated_than_a_packet_needs) {
  link_bench bench;
  bench.connect();
  bench.receive(hex("30 80 80 01"));  // 16 KiB announced
  EXPECT_LE(bench.tested.room().size(), 64U * 1024);
}

TEST(link_from_network, messages_keep_their_bytes_when_the_stream_goes_on) {
  link_bench bench;
  bench.add_consumer("#");
  bench.connect();
  std::vector<std::string> expected;
  for (int i = 0; i < 200; ++i) {
    expected.push_back(std::string(1000, static_cast<char>('a' + i % 26)) + std::to_string(i));
    ASSERT_EQ(bench.receive(publish_packet("a", expected.back())), status::need_more);
  }
  EXPECT_EQ(bench.payloads(), expected);
}

// --- the window ---

config::connection_settings window_of(std::uint16_t messages) {
  auto settings = link_settings();
  settings.max_in_flight = messages;
  return settings;
}

TEST(link_from_network, a_full_window_stops_it_and_room_lets_it_go_on) {
  link_bench bench(window_of(2));
  bench.add_consumer("#");
  bench.connect();
  byte_vector stream;
  for (const char* payload : {"1", "2", "3", "4"}) stream = stream + publish_packet("a", payload);
  EXPECT_EQ(bench.receive(stream), status::no_room);
  EXPECT_EQ(bench.tested.process(), status::no_room) << "nothing has changed";
  EXPECT_THAT(bench.payloads(), ElementsAre("1", "2"));
  bench.settle_first();
  EXPECT_EQ(bench.tested.process(), status::no_room);
  EXPECT_THAT(bench.payloads(), ElementsAre("2", "3"));
  bench.settle_first();
  EXPECT_EQ(bench.tested.process(), status::need_more);
  EXPECT_THAT(bench.payloads(), ElementsAre("3", "4"));
}

TEST(link_from_network, while_an_answer_is_owed_to_libmosquitto_it_reads_on_and_parks) {
  link_bench bench(window_of(1));
  bench.add_consumer("#");
  bench.connect();
  bench.tested.from_session(test::subscribe(1));
  ASSERT_TRUE(bench.tested.awaits_answer());
  byte_vector stream;
  for (const char* payload : {"1", "2", "3"}) stream = stream + publish_packet("a", payload);
  stream = stream + test::suback(test::identifier_in(bench.sent()));
  EXPECT_EQ(bench.receive(stream), status::need_more);
  EXPECT_FALSE(bench.tested.awaits_answer());
  EXPECT_EQ(bench.engine.receiver().counted().parked, 2U);
  EXPECT_EQ(bench.receive(publish_packet("a", "4")), status::no_room) << "owed no longer";
}

TEST(link_from_network, while_an_answer_is_owed_to_the_producer_it_reads_on_and_parks) {
  link_bench bench(window_of(1));
  bench.add_consumer("#");
  bench.connect();
  byte_vector packet = publish_packet("b", "x", qos::at_least_once, 0);
  delivery::submission message;
  message.qos = qos::at_least_once;
  message.packet = packet.data();
  message.size = packet.size();
  bench.engine.sender().submit(std::move(message), {}, bench.engine.outcomes());
  bench.engine.fill_queue();
  EXPECT_EQ(bench.receive(publish_packet("a", "1") + publish_packet("a", "2")), status::need_more);
  EXPECT_EQ(bench.engine.receiver().counted().parked, 1U);
  EXPECT_EQ(bench.receive(hex("40 02 00 01")), status::need_more);
  EXPECT_EQ(bench.engine.outcomes().size(), 1U);
}

// --- memory ---

TEST(link_from_network, a_block_without_unread_bytes_is_left_to_the_messages_in_it) {
  link_bench bench;
  constexpr std::size_t block = std::size_t{1'003} * 8;  // for eight of such messages
  bench.add_consumer("#");
  bench.connect();
  bench.receive(publish_packet("a", std::string(1'000, 'x')));
  const byte_vector second = publish_packet("a", std::string(1'000, 'y'));
  bench.receive(bytes(second).first(3));
  EXPECT_LT(bench.tested.room().size(), block) << "the rest of a packet joins its beginning";
  bench.receive(bytes(second).subspan(3));
  EXPECT_GE(bench.tested.room().size(), block);
}

TEST(link_from_network, blocks_grow_when_they_are_filled) {
  link_bench bench;
  EXPECT_LE(bench.tested.room().size(), 4U * 1024) << "an idle connection takes little";
  bench.connect();
  std::size_t before = 0;
  while (before < std::size_t{64} * 1024) {
    const std::size_t room = bench.tested.room().size();
    EXPECT_GT(room, before);
    before = room;
    // PINGRESPs, which leave nothing behind.
    byte_vector stream;
    while (stream.size() < room) stream = stream + hex("D0 00");
    ASSERT_EQ(bench.receive(stream), status::need_more);
  }
  EXPECT_EQ(before, 64U * 1024);
}

TEST(link_from_network, a_session_that_was_not_asked_for_is_refused_or_ignored) {
  auto settings = link_settings(version::v5);
  settings.clean_session = true;
  link_bench strict(settings);
  EXPECT_EQ(strict.receive(hex("20 03 01 00 00")), status::failed);
  settings.mqtt_version = version::v3_1_1;
  link_bench lenient(settings);
  EXPECT_EQ(lenient.receive(hex("20 02 01 00")), status::need_more);
  EXPECT_FALSE(lenient.owner.session_present);
}

// --- any split ---

// Everything that can be seen of a link, in one text.
std::string seen(link_bench& bench, status result) {
  std::string all = "status " + std::to_string(static_cast<int>(result));
  for (const auto& packet : bench.owner.session) {
    all += " |";
    for (const std::byte byte : packet) all += ' ' + std::to_string(std::to_integer<int>(byte));
  }
  for (const std::string& payload : bench.payloads()) all += " <" + payload + ">";
  all += " pongs " + std::to_string(bench.owner.pongs);
  all += " acks " + std::to_string(bench.engine.received().acknowledgements.size());
  if (result == status::failed) all += ' ' + bench.tested.failure().description;
  return all;
}

byte_vector any_packet(version protocol_version) {
  using protocol::test::encode;
  switch (*rc::gen::inRange(0, 8)) {
    case 0:
      return hex("D0 00");
    case 1:
      return hex("62 02 00 05");
    case 2:
      return test::suback(*rc::gen::inRange<std::uint16_t>(1, 3));
    case 3: {
      const auto size = *rc::gen::inRange<std::size_t>(0, 80'000);
      return publish_packet("large", std::string(size, 'z'), qos::at_most_once, 0,
                            protocol_version);
    }
    case 4:
      return protocol::test::make_packet(*rc::gen::arbitrary<std::uint8_t>(),
                                         *protocol::test::any_bytes());
    default: {
      const auto message = *protocol::test::any_publish(protocol_version);
      return encode(protocol_version, message.view());
    }
  }
}

void prepare(link_bench& bench) {
  bench.add_consumer("#");
  bench.connect();
  bench.tested.from_session(test::subscribe(1));
  bench.tested.from_session(test::subscribe(2));
}

RC_GTEST_PROP(link_property, any_split_of_the_stream_gives_the_same, ()) {
  const auto settings = link_settings(*protocol::test::any_version());
  byte_vector stream;
  const auto count = *rc::gen::inRange(1, 12);
  for (int i = 0; i < count; ++i) stream = stream + any_packet(settings.mqtt_version);

  link_bench whole(settings);
  prepare(whole);
  const std::string expected = seen(whole, whole.receive(stream));

  link_bench split(settings);
  prepare(split);
  const auto most = *rc::gen::elementOf(std::vector<std::size_t>{1, 7, 100, 5'000, 70'000});
  bytes rest(stream);
  status result = status::need_more;
  while (!rest.empty() && result == status::need_more) {
    const std::size_t cut = std::min(rest.size(), *rc::gen::inRange<std::size_t>(1, most + 1));
    result = split.receive(rest.first(cut));
    rest = rest.subspan(cut);
  }
  RC_ASSERT(seen(split, result) == expected);
}

}  // namespace
}  // namespace ipaas::mqtt::session
