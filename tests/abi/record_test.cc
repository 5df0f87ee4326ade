// Submitted records that break the layout, and unusual ones that do not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "abi/refusal.h"
#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

using bytes = std::vector<std::byte>;

bytes message_bytes(std::uint64_t token = 1) {
  host::batch one;
  one.publish(token, "a payload", R"({"an": "attribute"})", R"({"a": "variable"})");
  return {one.data().begin(), one.data().end()};
}

bytes settlement_bytes(std::uint32_t verdict) {
  host::batch one;
  one.settle(1, verdict);
  return {one.data().begin(), one.data().end()};
}

bytes with(bytes record, const std::function<void(ipaas_record&)>& change) {
  ipaas_record header;
  std::memcpy(&header, record.data(), sizeof header);
  change(header);
  std::memcpy(record.data(), &header, sizeof header);
  return record;
}

class submitted_record : public each_plugin {
 protected:
  std::int32_t submit(std::span<const std::byte> data, std::size_t& accepted, ipaas_text* error) {
    // A copy that ends where the data ends, so that reading beyond it is seen by a sanitizer.
    const auto exact = std::make_unique_for_overwrite<std::byte[]>(data.size());
    std::ranges::copy(data, exact.get());
    return loaded_.functions().operation_submit(operation_.handle(), exact.get(), data.size(),
                                                &accepted, error);
  }
  void expect_bad(std::span<const std::byte> data, std::size_t expected_accepted = 0) {
    std::string text(4096, '\0');
    ipaas_text error{text.data(), text.size(), 0};
    std::size_t accepted = 12345;
    EXPECT_EQ(submit(data, accepted, &error), IPAAS_BAD_RECORD);
    EXPECT_EQ(accepted, expected_accepted);
    text.resize(error.length);
    expect_names_the_blame(text, {IPAAS_BAD_RECORD, "records"});
  }
  void expect_bad(const char* name, const std::function<void(ipaas_record&)>& change) {
    SCOPED_TRACE(name);
    expect_bad(with(message_bytes(), change));
  }
  void expect_good(std::span<const std::byte> data) {
    std::size_t accepted = 0;
    EXPECT_EQ(submit(data, accepted, nullptr), IPAAS_OK);
    EXPECT_EQ(accepted, data.size());
  }
  // How many outcomes came until the operation had stopped.
  std::size_t count_outcomes() {
    std::size_t count = 0;
    for (const taken_record& each : stop_and_drain(operation_))
      count += each.kind == IPAAS_KIND_OUTCOME;
    return count;
  }

  host::plugin loaded_{GetParam().path};
  host::connection connection_ = loaded_.open_connection(settings());
  host::operation operation_ = connection_.open_operation(GetParam().producer);
};

TEST_P(submitted_record, cut_short_at_every_length) {
  const bytes whole = message_bytes();
  for (std::size_t length = 1; length < whole.size(); ++length) {
    SCOPED_TRACE(length);
    expect_bad(std::span(whole).first(length));
  }
  EXPECT_EQ(count_outcomes(), 0u);
}

TEST_P(submitted_record, cut_short_behind_a_whole_one) {
  const bytes first = message_bytes(1);
  const bytes second = message_bytes(2);
  bytes both = first;
  both.insert(both.end(), second.begin(), second.end() - 8);
  expect_bad(both, first.size());
  EXPECT_EQ(count_outcomes(), 1u);
}

TEST_P(submitted_record, with_a_wrong_size) {
  const auto size = static_cast<std::uint32_t>(message_bytes().size());
  expect_bad("zero", [](ipaas_record& r) { r.size = 0; });
  expect_bad("less than a header", [](ipaas_record& r) { r.size = 40; });
  expect_bad("less than the parts", [=](ipaas_record& r) { r.size = size - 8; });
  expect_bad("more than was given", [=](ipaas_record& r) { r.size = size + 8; });
  expect_bad("the largest", [](ipaas_record& r) { r.size = UINT32_MAX; });
  expect_bad("the largest multiple of 8", [](ipaas_record& r) { r.size = UINT32_MAX - 7; });
}

TEST_P(submitted_record, with_a_size_that_is_no_multiple_of_8) {
  bytes with_room = message_bytes();
  const auto size = static_cast<std::uint32_t>(with_room.size());
  with_room.resize(size + 8);
  for (std::uint32_t more = 1; more < 8; ++more)
    expect_bad(with(with_room, [=](ipaas_record& r) { r.size = size + more; }));
}

TEST_P(submitted_record, with_a_wrong_header_size) {
  expect_bad("zero", [](ipaas_record& r) { r.header_size = 0; });
  expect_bad("one byte too small", [](ipaas_record& r) { r.header_size = 47; });
  expect_bad("smaller by a field", [](ipaas_record& r) { r.header_size = 40; });
  expect_bad("beyond the record", [](ipaas_record& r) { r.header_size = UINT16_MAX; });
}

TEST_P(submitted_record, with_parts_that_exceed_it) {
  expect_bad("payload", [](ipaas_record& r) { r.payload_length += 16; });
  expect_bad("error", [](ipaas_record& r) { r.error_length = UINT32_MAX; });
  expect_bad("attribute", [](ipaas_record& r) { r.attribute_length = 1u << 31; });
  expect_bad("variable", [](ipaas_record& r) { r.variable_length += 8; });
  expect_bad("a sum that wraps around at 32 bits", [](ipaas_record& r) {
    r.payload_length = r.error_length = r.attribute_length = r.variable_length = 1u << 30;
  });
}

TEST_P(submitted_record, of_a_kind_that_a_host_does_not_submit) {
  for (const int kind : {0, int{IPAAS_KIND_OUTCOME}, int{IPAAS_KIND_EVENT}, 5, 0xFFFF}) {
    SCOPED_TRACE(kind);
    expect_bad(
        with(message_bytes(), [=](ipaas_record& r) { r.kind = static_cast<std::uint16_t>(kind); }));
  }
}

TEST_P(submitted_record, nothing_at_all) { expect_good({}); }

TEST_P(submitted_record, that_stands_at_no_boundary) {
  const bytes whole = message_bytes();
  for (std::size_t offset = 1; offset < 8; ++offset) {
    bytes shifted(offset);
    shifted.insert(shifted.end(), whole.begin(), whole.end());
    std::size_t accepted = 0;
    EXPECT_EQ(loaded_.functions().operation_submit(operation_.handle(), shifted.data() + offset,
                                                   whole.size(), &accepted, nullptr),
              IPAAS_OK);
    EXPECT_EQ(accepted, whole.size());
  }
  EXPECT_EQ(count_outcomes(), 7u);
}

// As a host that was built for a later minor version would write it.
TEST_P(submitted_record, with_a_header_that_has_grown) {
  bytes whole = message_bytes();
  whole.insert(whole.begin() + sizeof(ipaas_record), 16, std::byte{});
  expect_good(with(whole, [&](ipaas_record& r) {
    r.header_size = sizeof(ipaas_record) + 16;
    r.size = static_cast<std::uint32_t>(whole.size());
  }));
  EXPECT_EQ(count_outcomes(), 1u);
}

class submitted_settlement : public submitted_record {
 protected:
  void SetUp() override { operation_ = connection_.open_operation(GetParam().consumer); }
};

TEST_P(submitted_settlement, with_no_verdict) {
  for (const std::uint32_t verdict : {0u, 4u, UINT32_MAX}) {
    SCOPED_TRACE(verdict);
    expect_bad(settlement_bytes(verdict));
  }
}

TEST_P(submitted_settlement, of_a_message_that_is_not_held) {
  for (const std::uint64_t token : {std::uint64_t{0}, std::uint64_t{77}, UINT64_MAX}) {
    host::batch verdict;
    verdict.settle(token, IPAAS_ACCEPT);
    EXPECT_TRUE(operation_.submit(verdict));
    const auto taken = take_until(operation_, [&](const taken_record& next) {
      return is_event(next, IPAAS_EVENT_WARNING) && next.token == token;
    });
    EXPECT_FALSE(member(taken.back().attribute + taken.back().error, "Description").empty());
  }
}

IPAAS_FOR_EACH_PLUGIN(submitted_record);
IPAAS_FOR_EACH_PLUGIN(submitted_settlement);

}  // namespace
}  // namespace ipaas::abi_test
