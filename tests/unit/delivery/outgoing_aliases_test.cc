// Topics that the server is told once on a connection.
#include "delivery/outgoing_aliases.h"

#include "rig.h"

namespace ipaas::mqtt::delivery {
namespace {

using namespace test;

constexpr const char* long_topic = "machines/press/temperature";

class outgoing_aliases_test : public testing::Test {
 protected:
  // What the rig has sent, each as "topic alias payload"; the topic of one that has none is empty.
  std::vector<std::string> sent() {
    on.under_test().fill_queue();
    std::vector<std::byte> stream;
    for (const protocol::bytes part : on.under_test().queue().parts(SIZE_MAX / 2)) {
      stream.insert(stream.end(), part.begin(), part.end());
    }
    on.under_test().on_written(stream.size());
    std::vector<std::string> texts;
    for (protocol::bytes rest = stream; !rest.empty();) {
      const auto header = protocol::read_fixed_header(rest).header;
      texts.push_back(text_of(header, rest.subspan(header.size, header.remaining_length)));
      rest = rest.subspan(header.packet_size());
    }
    return texts;
  }
  void submit(std::string topic, std::string payload = "x", qos level = q0) {
    on.submit({.level = level, .payload = std::move(payload), .topic = std::move(topic)}, ++token_);
  }

  rig on{rig::options{.version = version::v5}};

 private:
  static std::string text_of(const protocol::fixed_header& header, protocol::bytes body) {
    protocol::publish parsed;
    EXPECT_EQ(protocol::parse_publish(version::v5, header.first, body, parsed).text().en, "");
    return std::string(parsed.topic) + " " + std::to_string(parsed.topic_alias) + " " +
           std::string(protocol::as_text(parsed.payload)) + (parsed.duplicate ? " DUP" : "");
  }
  std::uint64_t token_ = 0;
};

TEST_F(outgoing_aliases_test, a_topic_is_sent_once) {
  on.connect({.topic_alias_maximum = 2});
  for (const qos level : {q0, q1, q2}) submit("first/topic", "a", level);
  submit("second/topic", "b");
  submit("first/topic", "c");
  submit("second/topic", "d");
  EXPECT_THAT(sent(),
              ElementsAre("first/topic 1 a", " 1 a", " 1 a", "second/topic 2 b", " 1 c", " 2 d"));
}

TEST_F(outgoing_aliases_test, only_so_many_topics_have_one) {
  on.connect({.topic_alias_maximum = 1});
  submit("first/topic");
  submit("second/topic");
  submit("second/topic");
  submit("first/topic");
  EXPECT_THAT(sent(),
              ElementsAre("first/topic 1 x", "second/topic 0 x", "second/topic 0 x", " 1 x"));
}

TEST_F(outgoing_aliases_test, a_server_may_take_none) {
  on.connect();
  submit(long_topic);
  submit(long_topic);
  EXPECT_THAT(sent(),
              ElementsAre("machines/press/temperature 0 x", "machines/press/temperature 0 x"));
}

TEST_F(outgoing_aliases_test, neither_short_topics_nor_large_packets_have_one) {
  on.connect({.topic_alias_maximum = 10});
  const std::string large(2000, 'p');
  for (int i = 0; i < 2; ++i) {
    submit("short");
    submit(long_topic, large);
  }
  const std::string as_it_is = std::string(long_topic) + " 0 " + large;
  EXPECT_THAT(sent(), ElementsAre("short 0 x", as_it_is, "short 0 x", as_it_is));
}

// The alias beside the topic makes the first packet longer.
TEST_F(outgoing_aliases_test, no_packet_grows_beyond_what_the_server_takes) {
  const std::uint32_t whole = 2 + 2 + 26 + 1 + 1;
  on.connect({.maximum_packet_size = whole, .topic_alias_maximum = 10});
  submit(long_topic);
  EXPECT_THAT(sent(), ElementsAre("machines/press/temperature 0 x"));
  on.disconnect();
  on.connect({.maximum_packet_size = whole + 5, .topic_alias_maximum = 10});
  submit(long_topic);
  EXPECT_THAT(sent(), ElementsAre("machines/press/temperature 1 x"));
}

TEST_F(outgoing_aliases_test, what_is_sent_again_has_its_whole_topic) {
  on.connect({.topic_alias_maximum = 10});
  submit("first/topic", "a", q1);
  submit("first/topic", "b", q1);
  EXPECT_THAT(sent(), ElementsAre("first/topic 1 a", " 1 b"));
  on.disconnect();
  on.connect({.session_present = true, .topic_alias_maximum = 10});
  submit("first/topic", "c");
  EXPECT_THAT(sent(), ElementsAre("first/topic 0 a DUP", "first/topic 0 b DUP", "first/topic 1 c"));
}

TEST_F(outgoing_aliases_test, a_lost_session_begins_anew) {
  on.connect({.topic_alias_maximum = 10});
  submit("first/topic", "a", q1);
  submit("first/topic", "b", q1);
  sent();
  on.disconnect();
  on.connect({.topic_alias_maximum = 10});
  EXPECT_THAT(sent(), ElementsAre("first/topic 1 a", " 1 b"));
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
