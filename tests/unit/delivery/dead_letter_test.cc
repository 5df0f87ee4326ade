// Dead letters: what they hold, and that a message is acknowledged only after its letter has
// arrived.
#include "delivery/dead_letter.h"

#include "protocol/properties.h"
#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

// --- what they hold ---

struct read_letter {
  protocol::publish packet;
  std::string properties;  // as "name=value" in their order
};

read_letter encode_and_read(version protocol_version, const dead_letter& letter, submission& kept) {
  kept = encode_dead_letter(protocol_version, letter);
  const protocol::bytes whole(kept.packet, kept.size);
  // As outbound fills it in.
  kept.packet[protocol::publish_identifier_offset(whole) + 1] = std::byte{9};
  const auto header = protocol::read_fixed_header(whole).header;
  EXPECT_EQ(header.packet_size(), kept.size);
  read_letter out;
  EXPECT_FALSE(protocol::parse_publish(protocol_version, header.first, whole.subspan(header.size),
                                       out.packet));
  protocol::property_reader reader(out.packet.properties);
  while (const auto property = reader.next()) {
    if (!out.properties.empty()) out.properties += ' ';
    out.properties += property->id == protocol::property_id::user_property
                          ? std::string(property->name)
                          : std::to_string(static_cast<int>(property->id));
    out.properties += "=" + (property->text.empty() ? std::to_string(property->number)
                                                    : std::string(property->text));
  }
  return out;
}

class dead_letter_packet : public testing::Test {
 protected:
  read_letter read(version protocol_version) {
    return encode_and_read(protocol_version, {rules, message, 3, R"({"Code":"X"})"}, kept);
  }
  dead_letter_rules rules{"dead/letters", false};
  protocol::publish message{.qos = q1,
                            .retain = true,
                            .duplicate = true,
                            .identifier = 7,
                            .topic = "a/b",
                            .payload = protocol::as_bytes("hello")};
  submission kept;
};

TEST_F(dead_letter_packet, is_the_bare_payload_in_3_1_1) {
  const auto letter = read(version::v3_1_1);
  EXPECT_EQ(letter.packet.topic, "dead/letters");
  EXPECT_EQ(protocol::as_text(letter.packet.payload), "hello");
  EXPECT_EQ(letter.packet.qos, q1);
  EXPECT_FALSE(letter.packet.retain);
  EXPECT_FALSE(letter.packet.duplicate);
  EXPECT_TRUE(kept.dead_letter);
  EXPECT_EQ(kept.qos, q1);
}

TEST_F(dead_letter_packet, says_where_it_comes_from_in_5) {
  const auto letter = read(version::v5);
  EXPECT_EQ(protocol::as_text(letter.packet.payload), "hello");
  EXPECT_EQ(letter.properties,
            R"(originalTopic=a/b originalMessageID=7 deliveries=3 error={"Code":"X"})");
}

TEST_F(dead_letter_packet, keeps_what_describes_the_payload_and_drops_what_is_of_the_connection) {
  const std::string properties(
      "\x01\x01"              // payload format indicator
      "\x02\x00\x00\x00\x05"  // expiry
      "\x03\x00\x01t"         // content type
      "\x08\x00\x01r"         // response topic
      "\x09\x00\x01"          // correlation data
      "c"
      "\x0B\x05"  // subscription identifier
      "\x26\x00\x01k\x00\x01v",
      2 + 5 + 4 + 4 + 4 + 2 + 7);
  message.properties = protocol::as_bytes(properties);
  EXPECT_EQ(read(version::v5).properties,
            "1=1 3=t 8=r 9=c k=v originalTopic=a/b originalMessageID=7 deliveries=3 "
            R"(error={"Code":"X"})");
  rules.envelope = true;
  EXPECT_EQ(read(version::v5).properties,
            "8=r 9=c k=v 3=application/json originalTopic=a/b originalMessageID=7 deliveries=3 "
            R"(error={"Code":"X"})");
}

TEST_F(dead_letter_packet, has_qos_1_at_least) {
  message.qos = q0;
  EXPECT_EQ(read(version::v3_1_1).packet.qos, q1);
  message.qos = q2;
  EXPECT_EQ(read(version::v3_1_1).packet.qos, q2);
}

TEST_F(dead_letter_packet, has_an_envelope_when_asked_for) {
  rules.envelope = true;
  EXPECT_EQ(protocol::as_text(read(version::v3_1_1).packet.payload),
            R"({"payload":"hello","encoding":"text","topic":"a/b","messageID":7,)"
            R"("deliveries":3,"error":{"Code":"X"}})");
  message.payload = protocol::as_bytes("\xFF\xFE");
  EXPECT_EQ(protocol::as_text(read(version::v3_1_1).packet.payload),
            R"({"payload":"//4=","encoding":"base64","topic":"a/b","messageID":7,)"
            R"("deliveries":3,"error":{"Code":"X"}})");
}

TEST_F(dead_letter_packet, leaves_an_error_out_that_was_not_said) {
  rules.envelope = true;
  const auto letter = encode_and_read(version::v5, {rules, message, 1, {}}, kept);
  EXPECT_EQ(protocol::as_text(letter.packet.payload),
            R"({"payload":"hello","encoding":"text","topic":"a/b","messageID":7,"deliveries":1})");
  EXPECT_EQ(letter.properties,
            "3=application/json originalTopic=a/b originalMessageID=7 deliveries=1");
}

// --- when they are sent ---

struct counted_room : outbox_room {
  bool reserve(std::size_t bytes) override {
    if (left == 0) return false;
    --left;
    used += bytes;
    return true;
  }
  void release(std::size_t bytes) override {
    ++left;
    used -= bytes;
  }
  std::size_t left = 10;
  std::size_t used = 0;
};

class dead_letters : public testing::TestWithParam<qos> {
 protected:
  void open(inbound::consumer_rules rules = {}, rig::options with = {}) {
    on.emplace(with);
    on->under_test().bound_outbox_by(room);
    rules.dead_letters = {"dead", false};
    on->add_consumer(1, {"#"}, rules);
    on->connect();
  }
  message seven() const { return {.level = GetParam(), .identifier = seven_id(), .payload = "x"}; }
  message seven_again() const {
    message again = seven();
    again.duplicate = GetParam() != q0;
    return again;
  }
  std::uint16_t seven_id() const { return GetParam() == q0 ? 0 : 7; }
  // The letter's exchange with the broker.
  std::string letter(std::uint16_t identifier) const {
    return "PUBLISH " + std::to_string(identifier) + (GetParam() == q2 ? " q2 x" : " q1 x");
  }
  void finish_letter(std::uint16_t identifier) {
    if (GetParam() != q2) {
      on->answer(packet_type::puback, identifier);
      return;
    }
    on->answer(packet_type::pubrec, identifier);
    EXPECT_THAT(on->sent(), ElementsAre("PUBREL " + std::to_string(identifier)));
    on->answer(packet_type::pubcomp, identifier);
  }
  std::vector<std::string> answers() const {
    if (GetParam() == q0) return {};
    return {GetParam() == q1 ? "PUBACK 7" : "PUBREC 7"};
  }
  std::vector<notice> notices() { return std::exchange(on->under_test().received().notices, {}); }

  counted_room room;
  std::optional<rig> on;
};

INSTANTIATE_TEST_SUITE_P(inbound, dead_letters, testing::Values(q0, q1, q2));

TEST_P(dead_letters, are_sent_on_reject_and_the_message_is_acknowledged_after_them) {
  open({}, {.version = version::v5});
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
  EXPECT_EQ(on->receiver().unsettled(), 1U);
  EXPECT_GT(room.used, 0U);
  finish_letter(1);
  EXPECT_EQ(on->sent(), answers());
  EXPECT_EQ(on->receiver().unsettled(), 0U);
  EXPECT_EQ(on->receiver().held_by(1), 0U);
  EXPECT_EQ(room.used, 0U);
  EXPECT_EQ(room.left, 10U);
  EXPECT_EQ(on->receiver().counted().dead_letters, 1U);
  EXPECT_THAT(notices(), IsEmpty());
  EXPECT_THAT(on->outcomes(), IsEmpty());
  on->publish({.level = q0});  // so that the rig holds no block of it
  EXPECT_EQ(on->under_test().next_deadline(), std::nullopt);
}

TEST_P(dead_letters, are_sent_when_the_last_retry_has_failed) {
  open({.max_deliveries = 2});
  on->publish(seven());
  on->settle(on->take_one(), verdict::retry);
  EXPECT_THAT(on->sent(), IsEmpty());
  on->advance(1s);
  on->settle(on->take_one(), verdict::retry);
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
  finish_letter(1);
  EXPECT_EQ(on->sent(), answers());
  EXPECT_THAT(notices(), IsEmpty());
}

TEST_P(dead_letters, are_not_handed_over_again_while_they_are_out) {
  open();
  on->publish(seven());
  const handover held = on->take_one();
  on->settle(held, verdict::reject);
  EXPECT_EQ(on->settle(held, verdict::accept), inbound::settled::not_held);
  on->advance(24h);
  EXPECT_THAT(on->take(), IsEmpty());
}

TEST_P(dead_letters, wait_while_the_outbox_is_full) {
  open();
  room.left = 0;
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  EXPECT_THAT(on->sent(), IsEmpty());
  auto told = notices();
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].what, notice::kind::letter_failed);
  EXPECT_EQ(told[0].failure->code, error_code::outbox_full);
  EXPECT_EQ(told[0].retry_in, 1s);
  on->advance(1s);
  EXPECT_EQ(notices().at(0).retry_in, 2s);
  EXPECT_THAT(on->sent(), IsEmpty());
  room.left = 1;
  on->advance(1999ms);
  EXPECT_THAT(on->sent(), IsEmpty());
  on->advance(1ms);
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
  finish_letter(1);
  EXPECT_EQ(on->sent(), answers());
}

TEST_P(dead_letters, that_the_broker_refuses_are_kept_and_tried_again) {
  open({}, {.version = version::v5});
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  on->sent();
  on->answer(GetParam() == q2 ? packet_type::pubrec : packet_type::puback, 1, 0x87);
  EXPECT_THAT(on->sent(), IsEmpty());
  EXPECT_EQ(notices().at(0).failure->code, error_code::not_authorized);
  EXPECT_EQ(room.used, 0U);
  on->advance(1s);
  EXPECT_EQ(on->sent().size(), 1U);
  EXPECT_EQ(on->receiver().unsettled(), 1U);
}

TEST_P(dead_letters, go_on_in_a_resumed_session) {
  open();
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  on->sent();
  on->disconnect();
  on->resume();
  on->publish(seven_again());
  if (GetParam() == q0) {  // as good as another message
    on->settle(on->take_one(), verdict::accept);
  }
  EXPECT_THAT(on->take(), IsEmpty());
  EXPECT_THAT(on->sent(),
              ElementsAre(GetParam() == q2 ? "PUBLISH 1 q2 DUP x" : "PUBLISH 1 q1 DUP x"));
  finish_letter(1);
  EXPECT_EQ(on->sent(), answers());
}

TEST_P(dead_letters, that_arrive_while_the_message_has_not_come_again_answer_it_then) {
  open();
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  on->sent();
  on->disconnect();
  on->resume();
  on->sent();
  finish_letter(1);
  EXPECT_THAT(on->sent(), IsEmpty());
  EXPECT_EQ(on->receiver().unsettled(), 0U);
  if (GetParam() == q0) return;
  on->publish(seven_again());
  EXPECT_THAT(on->take(), IsEmpty());
  EXPECT_EQ(on->sent(), answers());
}

TEST_P(dead_letters, of_a_session_that_is_lost_are_sent_all_the_same) {
  open();
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  on->sent();
  on->disconnect();
  on->connect();
  EXPECT_THAT(on->sent(), ElementsAre(letter(2)));
  finish_letter(2);
  EXPECT_THAT(on->sent(), IsEmpty());
  EXPECT_EQ(on->receiver().unsettled(), 0U);
}

TEST_P(dead_letters, asked_for_while_away_are_sent_with_the_next_connection) {
  open();
  on->publish(seven());
  const handover held = on->take_one();
  on->disconnect();
  on->settle(held, verdict::reject);
  EXPECT_THAT(on->sent(), IsEmpty());
  on->resume();
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
}

TEST_P(dead_letters, let_an_ordered_consumer_go_on) {
  open({.one_at_a_time = true});
  on->publish(seven());
  on->publish({.identifier = 8, .payload = "next"});
  EXPECT_EQ(on->take_texts().size(), 1U);
  on->settle(1, on->token("1:x"), verdict::reject);
  EXPECT_THAT(on->take_texts(), ElementsAre("1:next"));
}

TEST_P(dead_letters, are_owed_by_a_stopped_consumer) {
  open();
  on->publish(seven());
  const handover held = on->take_one();
  on->settle(held, verdict::reject);
  on->receiver().stop_consumer(1, held.ticket);
  EXPECT_EQ(on->receiver().held_by(1), 1U);
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
  finish_letter(1);
  EXPECT_EQ(on->sent(), answers());
  EXPECT_EQ(on->receiver().held_by(1), 0U);
}

TEST_P(dead_letters, of_a_removed_consumer_acknowledge_nothing) {
  open();
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  on->sent();
  on->remove_consumer(1);
  finish_letter(1);
  EXPECT_THAT(on->sent(), IsEmpty());
  EXPECT_EQ(room.used, 0U);
}

TEST_P(dead_letters, wanted_by_a_removed_consumer_are_not_sent) {
  open();
  on->publish(seven());
  on->settle(on->take_one(), verdict::reject);
  on->remove_consumer(1);
  EXPECT_THAT(on->sent(), IsEmpty());
  EXPECT_EQ(room.used, 0U);
}

TEST_P(dead_letters, of_one_consumer_wait_for_the_other) {
  open({}, {.version = version::v5});
  on->add_consumer(2, {"#"});
  on->publish(seven());
  const auto held = on->take();
  ASSERT_EQ(held.size(), 2U);
  on->settle(held[0], verdict::reject);
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
  finish_letter(1);
  EXPECT_THAT(on->sent(), IsEmpty());
  on->settle(held[1], verdict::accept);
  EXPECT_EQ(on->sent(), answers());
}

TEST_P(dead_letters, go_with_the_error_of_the_flow) {
  open({}, {.version = version::v5});
  on->publish(seven());
  const handover held = on->take_one();
  const auto why = std::make_shared<const std::string>(R"("broken")");
  on->receiver().settle(1, {held.token, verdict::reject, why}, held.ticket, on->now(),
                        on->under_test().received());
  const auto wanted = on->under_test().received().dead_letters;
  ASSERT_EQ(wanted.size(), 1U);
  EXPECT_EQ(on->receiver().dead_letter_of(wanted[0])->error, R"("broken")");
}

TEST_P(dead_letters, after_a_timeout_say_so) {
  open({.max_deliveries = 1, .settle_timeout = 5s, .take_back = true}, {.version = version::v5});
  on->publish(seven());
  on->take();
  on->advance(4s);
  EXPECT_THAT(on->sent(), IsEmpty());
  on->advance(1s);
  EXPECT_THAT(on->sent(), ElementsAre(letter(1)));
}

// While one waits, the others are acknowledged in their order: behind it.
TEST(dead_letter_order, holds_its_place) {
  rig on;
  on.add_consumer(1, {"#"}, {.dead_letters = {"dead", false}});
  on.connect();
  for (std::uint16_t id = 1; id <= 3; ++id) on.publish({.identifier = id});
  const auto held = on.take();
  on.settle(held[0], verdict::accept);
  on.settle(held[1], verdict::reject);
  on.settle(held[2], verdict::accept);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 1", "PUBLISH 1 q1 x"));
  on.answer(packet_type::puback, 1);
  EXPECT_THAT(on.sent(), ElementsAre("PUBACK 2", "PUBACK 3"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
