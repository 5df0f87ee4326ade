// ipaas_convert: optional for the host, and as hard to misuse as the others.
#include "ipaas/host_convert.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "abi/subject.h"
#include "harness/paths.h"

namespace ipaas::abi_test {
namespace {

using testing::HasSubstr;

TEST(convert, of_a_plugin_of_1_0_is_not_there) {
  EXPECT_FALSE(host::converter(host::plugin(harness::echo_plugin())).available());
}

class mqtt_convert : public testing::Test {
 protected:
  decltype(&ipaas_convert) call() const {
    void* symbol = dlsym(loaded_.functions().library, "ipaas_convert");
    decltype(&ipaas_convert) result = nullptr;
    std::memcpy(&result, &symbol, sizeof result);
    return result;
  }
  host::plugin loaded_{harness::mqtt_plugin()};
};

constexpr std::string_view sink = R"({"mqtt": {"server": "tcp://h", "topic": "a", "qos": 1}})";

TEST_F(mqtt_convert, gives_the_settings) {
  const host::converter words(loaded_);
  ASSERT_TRUE(words.available());
  const std::string result = words.convert(sink);
  EXPECT_THAT(result, HasSubstr(R"("dialect":"ekuiper")"));
  EXPECT_THAT(result, HasSubstr(R"("brokerUrl":"tcp://h")"));
  EXPECT_THAT(result, HasSubstr(R"("producer":{"topic":"a","qos":1})"));
}

TEST_F(mqtt_convert, refuses_what_is_none) {
  char room[16];
  ipaas_text text{room, sizeof room, 0};
  EXPECT_EQ(call()(nullptr, 2, &text), IPAAS_BAD_ARGUMENT);
  EXPECT_EQ(call()(sink.data(), sink.size(), nullptr), IPAAS_BAD_ARGUMENT);
  ipaas_text nowhere{nullptr, 17, 0};
  EXPECT_EQ(call()(sink.data(), sink.size(), &nowhere), IPAAS_BAD_ARGUMENT);
}

TEST_F(mqtt_convert, says_how_much_room_it_needs) {
  ipaas_text none{nullptr, 0, 0};
  EXPECT_EQ(call()(sink.data(), sink.size(), &none), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(none.length, host::converter(loaded_).convert(sink).size());
}

TEST_F(mqtt_convert, is_ok_with_what_is_no_document) {
  for (const char* document : {"", "{", "[]", "5", R"({"a": 1, "a": 2})"}) {
    EXPECT_THAT(host::converter(loaded_).convert(document), HasSubstr(R"("errors":[{"Code":)"))
        << document;
  }
}

// Longer than what the header's first try has room for.
TEST_F(mqtt_convert, gives_what_is_long) {
  const std::string name(100'000, '\x01');
  std::string escaped;
  for (std::size_t i = 0; i < name.size(); ++i) escaped += "\\u0001";
  const std::string document = R"({"mqtt": {"server": "h", "username": ")" + escaped + "\"}}";
  EXPECT_THAT(host::converter(loaded_).convert(document), HasSubstr(escaped));
}

}  // namespace
}  // namespace ipaas::abi_test
