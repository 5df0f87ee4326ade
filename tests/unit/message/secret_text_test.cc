#include "message/secret_text.h"

#include <gtest/gtest.h>

#include <optional>

namespace ipaas::mqtt {
namespace {

const std::string long_secret = "a secret that does not fit into the string object itself";

// What stands where an object stood, when the object is gone.
std::string remains_of(std::string_view view) { return {view.data(), view.size()}; }

// A short text stands in the object, so that its place can be looked at afterwards.
TEST(secret_text, is_gone_when_it_ends) {
  alignas(secret_text) unsigned char room[sizeof(secret_text)] = {};
  auto* secret = new (room) secret_text("short");
  secret->~secret_text();
  EXPECT_EQ(remains_of({reinterpret_cast<char*>(room), sizeof room}).find("short"),
            std::string::npos);
}

TEST(secret_text, is_gone_from_where_it_was_moved_from) {
  for (const std::string& text : {std::string("short"), long_secret}) {
    secret_text first(text);
    const secret_text second(std::move(first));
    EXPECT_EQ(second.view(), text);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what moving leaves behind
    EXPECT_EQ(remains_of({reinterpret_cast<char*>(&first), sizeof first}).find("short"),
              std::string::npos);
    first = secret_text("short");
    secret_text third;
    third = std::move(first);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move)
    EXPECT_EQ(third.view(), "short");
  }
}

TEST(secret_text, is_copied_and_compared_as_text) {
  const secret_text first(long_secret);
  secret_text second("other");
  EXPECT_FALSE(first == second);
  second = first;
  EXPECT_EQ(first, second);
  EXPECT_EQ(std::string(second.c_str()), long_secret);
}

TEST(secret_text, wipes_all_that_a_text_had_room_for) {
  std::string text = long_secret;
  const char* const place = text.data();
  const std::size_t size = text.size();
  text.resize(4);
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(remains_of({place, size}).find("secret"), std::string::npos);
}

}  // namespace
}  // namespace ipaas::mqtt
