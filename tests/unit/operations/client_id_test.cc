#include "operations/client_id.h"

#include <gtest/gtest.h>

namespace ipaas::mqtt::operations {
namespace {

using protocol::version;

TEST(client_id, that_is_made_up_is_another_each_time_and_fits_3_1) {
  EXPECT_NE(make_client_id(), make_client_id());
  EXPECT_EQ(make_client_id().size(), 22U);
}

TEST(probe_client_id, is_the_configured_one_with_a_suffix) {
  EXPECT_EQ(probe_client_id("press", version::v3_1_1, 1), "press-probe");
  EXPECT_EQ(probe_client_id("press", version::v5, 2), "press-probe2");
}

TEST(probe_client_id, is_cut_where_3_1_has_no_room) {
  const std::string longest = "12345678901234567890123";
  EXPECT_EQ(probe_client_id(longest, version::v3_1, 1), "12345678901234567-probe");
  EXPECT_EQ(probe_client_id(longest, version::v3_1, 10), "123456789012345-probe10");
  EXPECT_EQ(probe_client_id(longest, version::v3_1_1, 1), longest + "-probe");
  EXPECT_EQ(probe_client_id(std::string(65'535, 'x'), version::v5, 1).size(), 65'535U);
}

TEST(probe_client_id, is_cut_between_characters) {
  EXPECT_EQ(probe_client_id("1234567890123456é890", version::v3_1, 1), "1234567890123456-probe");
  EXPECT_EQ(probe_client_id("123456789012345é7890", version::v3_1, 1), "123456789012345é-probe");
}

}  // namespace
}  // namespace ipaas::mqtt::operations
