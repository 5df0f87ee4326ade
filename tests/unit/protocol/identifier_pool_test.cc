#include "protocol/identifier_pool.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::protocol {
namespace {

TEST(identifier_pool, gives_identifiers_in_turn_from_1) {
  identifier_pool pool;
  EXPECT_EQ(pool.acquire(), 1);
  EXPECT_EQ(pool.acquire(), 2);
  EXPECT_EQ(pool.in_use(), 2U);
}

TEST(identifier_pool, gives_one_just_freed_last) {
  identifier_pool pool;
  pool.release(pool.acquire());
  for (int i = 0; i < 65'534; ++i) ASSERT_NE(pool.acquire(), 1);
  EXPECT_EQ(pool.acquire(), 1);
}

TEST(identifier_pool, is_empty_after_65535_and_never_gives_0_before) {
  identifier_pool pool;
  for (int i = 0; i < 65'535; ++i) ASSERT_NE(pool.acquire(), 0);
  EXPECT_EQ(pool.acquire(), 0);
  pool.release(4'711);
  EXPECT_EQ(pool.acquire(), 4'711);
  EXPECT_EQ(pool.acquire(), 0);
}

TEST(identifier_pool, steps_over_reserved_ones) {
  identifier_pool pool;
  EXPECT_TRUE(pool.reserve(1));
  EXPECT_TRUE(pool.reserve(3));
  EXPECT_FALSE(pool.reserve(3));
  EXPECT_FALSE(pool.reserve(0));
  EXPECT_EQ(pool.acquire(), 2);
  EXPECT_EQ(pool.acquire(), 4);
  EXPECT_FALSE(pool.reserve(4));
}

TEST(identifier_pool, goes_round_from_65535_to_1) {
  identifier_pool pool;
  std::uint16_t last = 0;
  for (int i = 0; i < 65'535; ++i) pool.release(last = pool.acquire());
  EXPECT_EQ(last, 65'535);
  EXPECT_EQ(pool.acquire(), 1);
}

}  // namespace
}  // namespace ipaas::mqtt::protocol
