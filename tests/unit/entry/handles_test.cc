// Handles: who forges, closes twice or mistakes one gets nothing.
#include "entry/handles.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "../operations/operation_bench.h"

namespace ipaas::mqtt::entry {
namespace {

constexpr std::uint64_t first_too_large = std::uint64_t{1} << 53;

class handles_test : public operations::test::operation_test {
 protected:
  handles tested;
};

TEST_F(handles_test, a_handle_leads_to_what_it_was_given_for) {
  const auto operation = open_consumer();
  const std::uint64_t of_connection = tested.add(connection());
  const std::uint64_t of_operation = tested.add(operation);
  EXPECT_NE(of_connection, of_operation);
  EXPECT_GT(of_connection, 0U);
  EXPECT_EQ(tested.connection(of_connection), connection());
  EXPECT_EQ(tested.operation(of_operation), operation);
}

TEST_F(handles_test, one_of_the_other_kind_is_none) {
  const std::uint64_t of_connection = tested.add(connection());
  const std::uint64_t of_operation = tested.add(open_consumer());
  EXPECT_EQ(tested.operation(of_connection), nullptr);
  EXPECT_EQ(tested.connection(of_operation), nullptr);
  EXPECT_EQ(tested.remove_operation(of_connection), nullptr);
  EXPECT_EQ(tested.remove_connection(of_operation), nullptr);
  EXPECT_NE(tested.connection(of_connection), nullptr) << "and nothing is closed by mistake";
  EXPECT_NE(tested.operation(of_operation), nullptr);
}

TEST_F(handles_test, a_closed_one_is_none_also_when_its_place_is_used_again) {
  const std::uint64_t first = tested.add(connection());
  EXPECT_EQ(tested.remove_connection(first), connection());
  EXPECT_EQ(tested.remove_connection(first), nullptr);
  const std::uint64_t second = tested.add(connection());
  EXPECT_NE(first, second);
  EXPECT_EQ(tested.connection(first), nullptr);
  EXPECT_EQ(tested.connection(second), connection());
}

TEST_F(handles_test, forged_ones_are_none) {
  const std::uint64_t given = tested.add(connection());
  for (const std::uint64_t forged :
       {std::uint64_t{0}, std::uint64_t{1}, given + 1, given - 1, given + (1U << 20),
        given | first_too_large, ~std::uint64_t{0}}) {
    EXPECT_EQ(tested.connection(forged), nullptr) << forged;
    EXPECT_EQ(tested.operation(forged), nullptr) << forged;
    EXPECT_EQ(tested.remove_connection(forged), nullptr) << forged;
  }
}

TEST_F(handles_test, with_a_connection_go_its_operations) {
  const std::uint64_t of_connection = tested.add(connection());
  const std::uint64_t one = tested.add(open_consumer());
  const std::uint64_t other = tested.add(open_consumer());
  tested.remove_connection(of_connection);
  EXPECT_EQ(tested.operation(one), nullptr);
  EXPECT_EQ(tested.operation(other), nullptr);
}

TEST_F(handles_test, operations_of_another_connection_stay) {
  auto other_settings = settings;
  other_settings.client_id = "another";
  const auto other = operations::hub::open(other_settings);
  const std::uint64_t of_connection = tested.add(other);
  const std::uint64_t operation = tested.add(open_consumer());
  tested.remove_connection(of_connection);
  EXPECT_NE(tested.operation(operation), nullptr);
  other->close(std::chrono::milliseconds(0));
}

TEST_F(handles_test, a_number_is_never_used_twice_and_fits_a_double) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t handle = tested.add(connection());
    ASSERT_TRUE(seen.insert(handle).second);
    ASSERT_LT(handle, first_too_large);
    tested.remove_connection(handle);
  }
}

TEST_F(handles_test, threads_may_use_it_at_once) {
  const auto opened = connection();
  const auto work = [&] {
    for (int i = 0; i < 5'000; ++i) {
      const std::uint64_t handle = tested.add(opened);
      EXPECT_EQ(tested.connection(handle), opened);
      EXPECT_EQ(tested.remove_connection(handle), opened);
    }
  };
  std::thread one(work);
  std::thread two(work);
  one.join();
  two.join();
}

}  // namespace
}  // namespace ipaas::mqtt::entry
