// A peer that asks for more answers than it reads.
#include "link_bench.h"

namespace ipaas::mqtt::session::test {
namespace {

byte_vector many(const byte_vector& packet, std::size_t count) {
  byte_vector all;
  for (std::size_t i = 0; i < count; ++i) all.insert(all.end(), packet.begin(), packet.end());
  return all;
}

TEST(link_backlog, stops_reading_until_the_answers_have_left) {
  link_bench bench;
  bench.connect();
  constexpr std::size_t count = 1'000'000;
  const byte_vector flood = many(hex("62 02 00 01"), count);
  bytes rest = flood;
  std::size_t answered = 0;
  while (!rest.empty()) {
    if (bench.receive_some(rest) == status::no_room) {
      EXPECT_LT(bench.engine.received().acknowledgements.size(), 400'000U);
      bench.engine.fill_queue();
      EXPECT_LT(bench.engine.queue().pending(), std::size_t{2} << 20);
      EXPECT_EQ(bench.tested.process(), status::no_room);  // as long as nothing is read
      do {
        bench.engine.fill_queue();
        answered += bench.sent().size() / 4;
      } while (bench.tested.process() == status::no_room);
    }
  }
  bench.engine.fill_queue();
  answered += bench.sent().size() / 4;
  EXPECT_EQ(answered, count);
}

TEST(link_backlog, is_not_made_by_what_is_published) {
  link_bench bench;
  bench.connect();
  delivery::submission large{.block = chunk::allocate(std::size_t{4} << 20)};
  large.packet = large.block->data();
  large.size = large.block->capacity();
  bench.engine.sender().submit(std::move(large), {}, bench.engine.outcomes());
  bench.engine.fill_queue();
  EXPECT_GT(bench.engine.queue().pending(), std::size_t{3} << 20);
  EXPECT_FALSE(bench.engine.is_backlogged());
}

}  // namespace
}  // namespace ipaas::mqtt::session::test
