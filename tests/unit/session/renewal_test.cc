#include "session/renewal.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::session {
namespace {

using namespace std::chrono_literals;

const renewal::time_point start{};

config::sas_settings good_for(std::chrono::seconds lifetime) {
  config::sas_settings sas;
  sas.key = secret_text("a2V5");
  sas.lifetime = lifetime;
  return sas;
}

TEST(renewal, waits_for_a_quiet_moment_after_four_fifths_of_the_lifetime) {
  renewal when;
  when.on_connect(good_for(100s), start);
  EXPECT_EQ(when.next_deadline(start), start + 80s);
  EXPECT_FALSE(when.is_due(start + 79s, true));
  EXPECT_FALSE(when.is_due(start + 80s, false));
  EXPECT_TRUE(when.is_due(start + 80s, true));
  EXPECT_EQ(when.next_deadline(start + 80s), start + 90s);
}

TEST(renewal, does_not_wait_until_the_credentials_are_worthless) {
  renewal when;
  when.on_connect(good_for(100s), start);
  EXPECT_FALSE(when.is_due(start + 89s, false));
  EXPECT_TRUE(when.is_due(start + 90s, false));
}

TEST(renewal, is_never_due_for_credentials_that_last) {
  renewal when;
  when.on_connect({}, start);
  EXPECT_FALSE(when.is_due(start + 100h, true));
  EXPECT_FALSE(when.next_deadline(start));
}

TEST(renewal, is_due_at_once_when_the_credentials_change) {
  renewal when;
  when.on_connect(good_for(100s), start);
  when.on_changed(start + 5s);
  EXPECT_TRUE(when.is_due(start + 5s, true));
  EXPECT_FALSE(when.is_due(start + 34s, false));
  EXPECT_TRUE(when.is_due(start + 35s, false));
}

TEST(renewal, is_over_with_the_connection) {
  renewal when;
  when.on_connect(good_for(100s), start);
  when.on_disconnected();
  EXPECT_FALSE(when.is_due(start + 100s, false));
  EXPECT_FALSE(when.next_deadline(start));
}

}  // namespace
}  // namespace ipaas::mqtt::session
