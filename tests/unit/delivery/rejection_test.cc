#include "delivery/rejection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace ipaas::mqtt::delivery {
namespace {

TEST(rejection, every_reason_has_its_code) {
  const std::map<int, error_code> others{
      {0x87, error_code::not_authorized},   {0x90, error_code::topic_invalid},
      {0x91, error_code::protocol_error},   {0x92, error_code::protocol_error},
      {0x95, error_code::packet_too_large},
  };
  for (int reason = 0; reason < 256; ++reason) {
    const auto found = others.find(reason);
    EXPECT_EQ(code_of_rejection(static_cast<std::uint8_t>(reason)),
              found == others.end() ? error_code::publish_rejected : found->second)
        << reason;
  }
}

TEST(rejection, says_the_reason_and_the_brokers_words) {
  protocol::acknowledgement packet;
  packet.reason = 0x97;
  packet.reason_string = "enough for today";
  const error failure = rejection(packet);
  EXPECT_EQ(failure.code, error_code::publish_rejected);
  EXPECT_EQ(failure.reason_code, 0x97);
  EXPECT_EQ(failure.detail,
            "The broker refused the message with reason code 0x97 (enough for today)");
}

}  // namespace
}  // namespace ipaas::mqtt::delivery
