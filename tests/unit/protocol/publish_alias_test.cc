// A packet with an alias says the same as the one without.
#include "protocol/publish_alias.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <memory>

#include "generators.h"
#include "protocol/framing.h"

namespace ipaas::mqtt::protocol {
namespace {

// Encodes into a room that ends where the packet does, and parses it again.
publish parsed_with_alias(const publish_parts& parts, std::uint16_t alias,
                          std::unique_ptr<std::byte[]>& room) {
  const std::size_t size = aliased_publish_size(parts);
  room = std::make_unique<std::byte[]>(size);
  encode_aliased_publish(parts, alias, room.get());
  const bytes packet(room.get(), size);
  const fixed_header header = read_fixed_header(packet).header;
  EXPECT_EQ(header.packet_size(), size);
  publish out;
  EXPECT_EQ(parse_publish(version::v5, header.first, packet.subspan(header.size), out).text().en,
            "");
  return out;
}

bool same(bytes a, bytes b) { return as_text(a) == as_text(b); }

RC_GTEST_PROP(publish_alias, changes_nothing_but_the_topic, ()) {
  auto sent = *test::any_publish(version::v5);
  sent.properties.clear();
  property_writer writer;
  if (*rc::gen::arbitrary<bool>()) writer.add({.id = property_id::content_type, .text = "text"});
  const std::string filler(*rc::gen::elementOf(std::vector<std::size_t>{0, 100, 119, 120, 130}),
                           'f');
  writer.add({.id = property_id::user_property, .name = "n", .text = filler});
  sent.properties = test::to_vector(writer.written());
  const auto packet = test::encode(version::v5, sent.view());
  publish_parts parts = split_publish(packet);
  RC_ASSERT(parts.topic == sent.topic);
  const bool keep_topic = *rc::gen::arbitrary<bool>();
  if (!keep_topic) parts.topic = {};
  std::unique_ptr<std::byte[]> room;
  const publish received = parsed_with_alias(parts, 7, room);
  RC_ASSERT(received.topic == (keep_topic ? sent.topic : ""));
  RC_ASSERT(received.topic_alias == 7);
  RC_ASSERT(received.qos == sent.message.qos);
  RC_ASSERT(received.retain == sent.message.retain);
  RC_ASSERT(received.duplicate == sent.message.duplicate);
  RC_ASSERT(received.identifier == sent.message.identifier);
  RC_ASSERT(same(received.properties.subspan(3), sent.properties));
  RC_ASSERT(same(received.payload, sent.payload));
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
