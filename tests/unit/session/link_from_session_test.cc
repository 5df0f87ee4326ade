// What the link does with the bytes of libmosquitto, and with the answers to them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "link_bench.h"

namespace ipaas::mqtt::session {
namespace {

using protocol::bytes;
using test::byte_vector;
using test::hex;
using test::identifier_in;
using test::link_bench;
using test::status;
using test::suback;
using test::subscribe;
using test::unsubscribe;
using testing::ElementsAre;
using testing::HasSubstr;
using test::operator+;  // NOLINT(misc-unused-using-decls): it is used, as an operator

const byte_vector pingreq = hex("C0 00");
const byte_vector pingresp = hex("D0 00");

byte_vector unsuback(std::uint16_t identifier) {
  return hex("B0 02") + byte_vector{static_cast<std::byte>(identifier >> 8),
                                    static_cast<std::byte>(identifier & 0xFF)};
}

TEST(link_from_session, what_has_no_identifier_goes_to_the_network_unchanged) {
  link_bench bench;
  const byte_vector connect = hex("10 0D 00 04 4D 51 54 54 04 02 00 1E 00 01 61");
  bench.tested.from_session(connect);
  bench.tested.from_session(hex("E0 00"));
  EXPECT_EQ(bench.sent(), connect + hex("E0 00"));
}

TEST(link_from_session, connect_gets_the_password_in_the_place_of_its_stand_in) {
  link_bench bench;
  const byte_vector begin = hex("10 13 00 04 4D 51 54 54 04 C2 00 1E 00 01 61 00 00 00 02");
  bench.tested.set_password(secret_text("pw"));
  bench.tested.from_session(begin + hex("2A 2A"));
  EXPECT_EQ(bench.sent(), begin + hex("70 77"));
}

TEST(link_from_session, a_password_is_forgotten_with_its_connection) {
  link_bench bench;
  const byte_vector connect = hex("10 13 00 04 4D 51 54 54 04 C2 00 1E 00 01 61 00 00 00 02 2A 2A");
  bench.tested.set_password(secret_text("pw"));
  bench.tested.reset();
  bench.tested.from_session(connect);
  EXPECT_EQ(bench.sent(), connect);
}

TEST(link_from_session, a_packet_leaves_when_it_is_whole) {
  link_bench bench;
  const byte_vector connect = hex("10 0D 00 04 4D 51 54 54 04 02 00 1E 00 01 61");
  for (std::size_t i = 0; i + 1 < connect.size(); ++i) {
    bench.tested.from_session(bytes(connect).subspan(i, 1));
    ASSERT_TRUE(bench.engine.queue().empty()) << "after byte " << i;
  }
  bench.tested.from_session(bytes(connect).last(1));
  EXPECT_EQ(bench.sent(), connect);
}

// --- PINGREQ ---

TEST(link_from_session, pingreq_is_answered_at_once_and_passed_on) {
  link_bench bench;
  bench.connect();
  bench.owner.session.clear();
  bench.tested.from_session(pingreq);
  EXPECT_EQ(bench.sent(), pingreq);
  EXPECT_EQ(bench.owner.pings, 1);
  EXPECT_THAT(bench.owner.session, ElementsAre(pingresp));
}

TEST(link_from_session, the_brokers_pingresp_is_told_and_not_passed_on) {
  link_bench bench;
  bench.connect();
  bench.owner.session.clear();
  ASSERT_EQ(bench.receive(pingresp), status::need_more);
  EXPECT_EQ(bench.owner.pongs, 1);
  EXPECT_TRUE(bench.owner.session.empty());
}

// The listener may answer a packet from within to_session, which is how libmosquitto works.
TEST(link_from_session, an_answer_from_within_the_pingresp_comes_behind_what_was_there) {
  link_bench bench;
  bench.connect();
  bench.owner.when_given = [&](bytes packet) {
    if (byte_vector(packet.begin(), packet.end()) != pingresp) return;
    bench.owner.when_given = nullptr;
    for (int i = 0; i < 100; ++i) bench.tested.from_session(subscribe(5));
  };
  bench.tested.from_session(pingreq + hex("E0 00"));
  const byte_vector sent = bench.sent();
  EXPECT_EQ(byte_vector(sent.begin(), sent.begin() + 4), pingreq + hex("E0 00"));
  EXPECT_EQ(sent.size(), 4U + 100 * subscribe(5).size());
}

// --- identifiers ---

TEST(link_from_session, identifiers_come_from_the_pool_and_are_given_back) {
  link_bench bench;
  bench.connect();
  const std::uint16_t taken = bench.engine.identifiers().acquire();
  for (const bool subscribes : {true, false}) {
    bench.tested.from_session(subscribes ? subscribe(taken) : unsubscribe(taken));
    byte_vector sent = bench.sent();
    const std::uint16_t network = identifier_in(sent);
    EXPECT_NE(network, taken) << "in flight already";
    sent[2] = std::byte{0};
    sent[3] = static_cast<std::byte>(taken);
    EXPECT_EQ(sent, subscribes ? subscribe(taken) : unsubscribe(taken)) << "all else unchanged";
    EXPECT_EQ(bench.engine.identifiers().in_use(), 2U);
    EXPECT_TRUE(bench.tested.awaits_answer());
    ASSERT_EQ(bench.receive(subscribes ? suback(network) : unsuback(network)), status::need_more);
    EXPECT_EQ(bench.owner.session.back(), subscribes ? suback(taken) : unsuback(taken));
    EXPECT_EQ(bench.engine.identifiers().in_use(), 1U);
    EXPECT_FALSE(bench.tested.awaits_answer());
  }
}

TEST(link_from_session, answers_out_of_turn_find_their_question) {
  link_bench bench;
  bench.connect();
  std::vector<std::uint16_t> network;
  for (const std::uint16_t session : {std::uint16_t{10}, std::uint16_t{11}, std::uint16_t{12}}) {
    bench.tested.from_session(subscribe(session));
    network.push_back(identifier_in(bench.sent()));
  }
  EXPECT_EQ(std::set(network.begin(), network.end()).size(), 3U);
  bench.owner.session.clear();
  for (const int which : {1, 2, 0}) {
    ASSERT_EQ(bench.receive(suback(network[static_cast<std::size_t>(which)])), status::need_more);
  }
  EXPECT_THAT(bench.owner.session, ElementsAre(suback(11), suback(12), suback(10)));
}

TEST(link_from_session, an_answer_to_nothing_ends_the_connection) {
  link_bench bench;
  bench.connect();
  bench.tested.from_session(subscribe(1));
  const std::uint16_t network = identifier_in(bench.sent());
  ASSERT_EQ(bench.receive(suback(network)), status::need_more);
  ASSERT_EQ(bench.receive(suback(network)), status::failed) << "twice";
  EXPECT_EQ(bench.tested.failure().code, error_code::protocol_error);
  EXPECT_THAT(bench.tested.failure().description, HasSubstr("packet identifier not in use"));
}

TEST(link_from_session, an_identifier_of_delivery_is_no_answer_for_libmosquitto) {
  link_bench bench;
  bench.connect();
  const std::uint16_t taken = bench.engine.identifiers().acquire();
  EXPECT_EQ(bench.receive(suback(taken)), status::failed);
}

// --- reset ---

TEST(link_from_session, reset_forgets_the_connection_and_frees_its_identifiers) {
  link_bench bench;
  bench.connect();
  bench.tested.from_session(subscribe(1));
  bench.tested.from_session(bytes(subscribe(2)).first(3));
  bench.receive(hex("30 05 00"));
  bench.receive(hex("62 02 00 09"));
  bench.engine.on_disconnected();
  bench.tested.reset();
  EXPECT_EQ(bench.engine.identifiers().in_use(), 0U);
  EXPECT_FALSE(bench.tested.awaits_answer());
  EXPECT_FALSE(bench.tested.take_acknowledged());
  EXPECT_EQ(bench.connect(), status::need_more) << "the half packet is forgotten, CONNACK is first";
  EXPECT_EQ(bench.owner.connacks, 2);
  bench.tested.from_session(pingreq);
  EXPECT_EQ(bench.sent(), pingreq) << "so is the half packet of libmosquitto";
}

TEST(link_from_session, a_failed_connection_can_be_followed_by_another) {
  link_bench bench;
  ASSERT_EQ(bench.receive(protocol::as_bytes("SSH-2.0-OpenSSH")), status::failed);
  bench.tested.reset();
  EXPECT_EQ(bench.connect(), status::need_more);
}

// --- any pieces ---

RC_GTEST_PROP(link_from_session_property, any_pieces_give_the_same, ()) {
  byte_vector stream;
  int pings = 0;
  for (int i = *rc::gen::inRange(1, 20); i > 0; --i) {
    const int which = *rc::gen::inRange(0, 4);
    if (which == 0) ++pings;
    const auto identifier = *rc::gen::inRange<std::uint16_t>(1, 65'535);
    const std::string filler(*rc::gen::inRange<std::size_t>(0, 300), 'f');
    stream = stream + (which == 0   ? pingreq
                       : which == 1 ? subscribe(identifier)
                       : which == 2 ? unsubscribe(identifier)
                                    : test::make_packet(0x10, protocol::as_bytes(filler)));
  }
  link_bench whole;
  whole.tested.from_session(stream);
  const byte_vector expected = whole.sent();

  link_bench pieces;
  bytes rest(stream);
  while (!rest.empty()) {
    const std::size_t cut = std::min(rest.size(), *rc::gen::inRange<std::size_t>(1, 40));
    pieces.tested.from_session(rest.first(cut));
    rest = rest.subspan(cut);
  }
  RC_ASSERT(pieces.sent() == expected);
  RC_ASSERT(expected.size() == stream.size());
  RC_ASSERT(pieces.owner.pings == pings);
}

}  // namespace
}  // namespace ipaas::mqtt::session
