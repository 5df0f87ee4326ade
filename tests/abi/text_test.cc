// The rules of ipaas_text, on the texts that a plugin gives out.
#include <gtest/gtest.h>

#include <string>

#include "abi/subject.h"
#include "ipaas/host.hpp"

namespace ipaas::abi_test {
namespace {

class text : public each_plugin {
 protected:
  host::plugin loaded_{GetParam().path};
  std::string manifest_ = loaded_.manifest();
};

TEST_P(text, without_room_only_the_length_is_given) {
  ipaas_text wanted{nullptr, 0, 0};
  EXPECT_EQ(loaded_.functions().manifest(&wanted), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(wanted.length, manifest_.size());
}

TEST_P(text, with_one_byte_too_little_nothing_is_written) {
  std::string buffer(manifest_.size() - 1, '?');
  ipaas_text cut{buffer.data(), buffer.size(), 0};
  EXPECT_EQ(loaded_.functions().manifest(&cut), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(cut.length, manifest_.size());
  EXPECT_EQ(buffer, std::string(buffer.size(), '?'));
}

TEST_P(text, with_just_enough_room_it_is_whole_and_has_no_end_mark) {
  std::string buffer(manifest_.size() + 1, '?');
  ipaas_text whole{buffer.data(), manifest_.size(), 0};
  EXPECT_EQ(loaded_.functions().manifest(&whole), IPAAS_OK);
  EXPECT_EQ(buffer, manifest_ + '?');
}

TEST_P(text, the_manifest_never_changes) {
  auto connection = loaded_.open_connection(settings());
  EXPECT_EQ(loaded_.manifest(), manifest_);
}

TEST_P(text, a_report_follows_the_same_rules) {
  const std::string report = loaded_.validate("nonsense");
  std::string buffer(report.size() - 1, '?');
  ipaas_text cut{buffer.data(), buffer.size(), 0};
  EXPECT_EQ(loaded_.functions().validate("nonsense", 8, &cut), IPAAS_BUFFER_TOO_SMALL);
  EXPECT_EQ(cut.length, report.size());
  EXPECT_EQ(buffer, std::string(buffer.size(), '?'));
}

TEST_P(text, success_sets_the_length_of_the_error_to_0) {
  const std::string settings_text = settings();
  char buffer[64];
  ipaas_text error{buffer, sizeof buffer, 77};
  std::uint64_t connection = 0;
  ASSERT_EQ(loaded_.functions().connection_open(settings_text.data(), settings_text.size(),
                                                &connection, &error),
            IPAAS_OK);
  EXPECT_EQ(error.length, 0u);
  error.length = 77;
  EXPECT_EQ(loaded_.functions().connection_close(connection, 1000, &error), IPAAS_OK);
  EXPECT_EQ(error.length, 0u);
}

TEST_P(text, handles_fit_in_a_double) {
  auto connection = loaded_.open_connection(settings());
  auto operation = connection.open_operation(GetParam().consumer);
  EXPECT_GT(connection.handle(), 0u);
  EXPECT_LT(connection.handle(), 1ull << 53);
  EXPECT_GT(operation.handle(), 0u);
  EXPECT_LT(operation.handle(), 1ull << 53);
}

IPAAS_FOR_EACH_PLUGIN(text);

}  // namespace
}  // namespace ipaas::abi_test
