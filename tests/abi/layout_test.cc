// Golden values of each released version of plugin.h. Lines are appended, never edited: see
// plugin_api/VERSIONING.md.
#include <gtest/gtest.h>

#include <cstddef>

#include "ipaas/plugin.h"

namespace {

TEST(layout, record_in_1_0) {
  EXPECT_EQ(sizeof(ipaas_record), 48u);
  EXPECT_EQ(alignof(ipaas_record), 8u);
  EXPECT_EQ(offsetof(ipaas_record, size), 0u);
  EXPECT_EQ(offsetof(ipaas_record, header_size), 4u);
  EXPECT_EQ(offsetof(ipaas_record, kind), 6u);
  EXPECT_EQ(offsetof(ipaas_record, token), 8u);
  EXPECT_EQ(offsetof(ipaas_record, flags), 16u);
  EXPECT_EQ(offsetof(ipaas_record, code), 20u);
  EXPECT_EQ(offsetof(ipaas_record, deliveries), 24u);
  EXPECT_EQ(offsetof(ipaas_record, reserved), 28u);
  EXPECT_EQ(offsetof(ipaas_record, payload_length), 32u);
  EXPECT_EQ(offsetof(ipaas_record, error_length), 36u);
  EXPECT_EQ(offsetof(ipaas_record, attribute_length), 40u);
  EXPECT_EQ(offsetof(ipaas_record, variable_length), 44u);
}

TEST(layout, text_in_1_0) {
  EXPECT_EQ(sizeof(ipaas_text), 3 * sizeof(void*));
  EXPECT_EQ(offsetof(ipaas_text, data), 0u);
  EXPECT_EQ(offsetof(ipaas_text, capacity), sizeof(void*));
  EXPECT_EQ(offsetof(ipaas_text, length), 2 * sizeof(void*));
}

TEST(layout, statuses_in_1_0) {
  EXPECT_EQ(IPAAS_OK, 0);
  EXPECT_EQ(IPAAS_AGAIN, 1);
  EXPECT_EQ(IPAAS_BUFFER_TOO_SMALL, 2);
  EXPECT_EQ(IPAAS_BAD_ARGUMENT, -1);
  EXPECT_EQ(IPAAS_BAD_HANDLE, -2);
  EXPECT_EQ(IPAAS_BAD_CONFIGURATION, -3);
  EXPECT_EQ(IPAAS_BAD_RECORD, -4);
  EXPECT_EQ(IPAAS_BAD_STATE, -5);
  EXPECT_EQ(IPAAS_NO_RESOURCES, -6);
  EXPECT_EQ(IPAAS_INTERNAL_ERROR, -7);
}

TEST(layout, kinds_and_codes_in_1_0) {
  EXPECT_EQ(IPAAS_KIND_MESSAGE, 1u);
  EXPECT_EQ(IPAAS_KIND_SETTLEMENT, 2u);
  EXPECT_EQ(IPAAS_KIND_OUTCOME, 3u);
  EXPECT_EQ(IPAAS_KIND_EVENT, 4u);
  EXPECT_EQ(IPAAS_ACCEPT, 1u);
  EXPECT_EQ(IPAAS_RETRY, 2u);
  EXPECT_EQ(IPAAS_REJECT, 3u);
  EXPECT_EQ(IPAAS_SUCCEEDED, 1u);
  EXPECT_EQ(IPAAS_FAILED_RETRYABLE, 2u);
  EXPECT_EQ(IPAAS_FAILED, 3u);
  EXPECT_EQ(IPAAS_KEPT, 4u);
}

TEST(layout, events_and_flags_in_1_0) {
  EXPECT_EQ(IPAAS_EVENT_CONNECTING, 1u);
  EXPECT_EQ(IPAAS_EVENT_UP, 2u);
  EXPECT_EQ(IPAAS_EVENT_DOWN, 3u);
  EXPECT_EQ(IPAAS_EVENT_FAILED, 4u);
  EXPECT_EQ(IPAAS_EVENT_STOPPED, 5u);
  EXPECT_EQ(IPAAS_EVENT_WARNING, 6u);
  EXPECT_EQ(IPAAS_INHERITED_PAYLOAD, 1u);
  EXPECT_EQ(IPAAS_INHERITED_ERROR, 2u);
  EXPECT_EQ(IPAAS_INHERITED_ATTRIBUTE, 4u);
  EXPECT_EQ(IPAAS_INHERITED_VARIABLE, 8u);
}

TEST(layout, version_of_the_contract) {
  EXPECT_EQ(IPAAS_ABI_MAJOR, 1u);
  EXPECT_EQ(IPAAS_ABI_MINOR, 3u);
}

}  // namespace
