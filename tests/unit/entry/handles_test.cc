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
  template <typename Opened>
  std::uint64_t add(std::shared_ptr<Opened> opened) {
    return handles::place(tested).fill(std::move(opened));
  }
  bool close_connection(std::uint64_t handle) {
    return tested.close_connection(handle, [](operations::hub&) {});
  }
  bool close_operation(std::uint64_t handle) {
    return tested.close_operation(handle, [](operations::operation&) {});
  }
  handles tested;
};

TEST_F(handles_test, a_handle_leads_to_what_it_was_given_for) {
  const auto operation = open_consumer();
  const std::uint64_t of_connection = add(connection());
  const std::uint64_t of_operation = add(operation);
  EXPECT_NE(of_connection, of_operation);
  EXPECT_GT(of_connection, 0U);
  EXPECT_EQ(tested.connection(of_connection), connection());
  EXPECT_EQ(tested.operation(of_operation), operation);
}

TEST_F(handles_test, one_of_the_other_kind_is_none) {
  const std::uint64_t of_connection = add(connection());
  const std::uint64_t of_operation = add(open_consumer());
  EXPECT_EQ(tested.operation(of_connection), nullptr);
  EXPECT_EQ(tested.connection(of_operation), nullptr);
  EXPECT_FALSE(close_operation(of_connection));
  EXPECT_FALSE(close_connection(of_operation));
  EXPECT_NE(tested.connection(of_connection), nullptr) << "and nothing is closed by mistake";
  EXPECT_NE(tested.operation(of_operation), nullptr);
}

TEST_F(handles_test, a_closed_one_is_none_also_when_its_place_is_used_again) {
  const std::uint64_t first = add(connection());
  EXPECT_TRUE(close_connection(first));
  EXPECT_FALSE(close_connection(first));
  const std::uint64_t second = add(connection());
  EXPECT_NE(first, second);
  EXPECT_EQ(tested.connection(first), nullptr);
  EXPECT_EQ(tested.connection(second), connection());
}

TEST_F(handles_test, forged_ones_are_none) {
  const std::uint64_t given = add(connection());
  for (const std::uint64_t forged :
       {std::uint64_t{0}, std::uint64_t{1}, given + 1, given - 1, given + (1U << 20),
        given | first_too_large, ~std::uint64_t{0}}) {
    EXPECT_EQ(tested.connection(forged), nullptr) << forged;
    EXPECT_EQ(tested.operation(forged), nullptr) << forged;
    EXPECT_FALSE(close_connection(forged)) << forged;
  }
}

TEST_F(handles_test, with_a_connection_go_its_operations) {
  const std::uint64_t of_connection = add(connection());
  const std::uint64_t one = add(open_consumer());
  const std::uint64_t other = add(open_consumer());
  close_connection(of_connection);
  EXPECT_EQ(tested.operation(one), nullptr);
  EXPECT_EQ(tested.operation(other), nullptr);
}

TEST_F(handles_test, operations_of_another_connection_stay) {
  auto other_settings = settings;
  other_settings.client_id = "another";
  const auto other = operations::hub::open(other_settings);
  const std::uint64_t of_connection = add(other);
  const std::uint64_t operation = add(open_consumer());
  close_connection(of_connection);
  EXPECT_NE(tested.operation(operation), nullptr);
  other->close(std::chrono::milliseconds(0));
}

TEST_F(handles_test, a_number_is_never_used_twice_and_fits_a_double) {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 10'000; ++i) {
    const std::uint64_t handle = add(connection());
    ASSERT_TRUE(seen.insert(handle).second);
    ASSERT_LT(handle, first_too_large);
    close_connection(handle);
  }
}

TEST_F(handles_test, one_that_is_being_closed_is_none) {
  const std::uint64_t handle = add(connection());
  EXPECT_TRUE(tested.close_connection(handle, [&](operations::hub& closing) {
    EXPECT_EQ(&closing, connection().get());
    EXPECT_EQ(tested.connection(handle), nullptr);
    EXPECT_FALSE(close_connection(handle));
  }));
}

TEST_F(handles_test, one_whose_closing_throws_is_as_good_as_before) {
  const std::uint64_t of_connection = add(connection());
  const std::uint64_t of_operation = add(open_consumer());
  const auto fail = [](auto&) { throw std::bad_alloc(); };
  EXPECT_THROW(tested.close_operation(of_operation, fail), std::bad_alloc);
  EXPECT_THROW(tested.close_connection(of_connection, fail), std::bad_alloc);
  EXPECT_TRUE(close_operation(of_operation));
  EXPECT_TRUE(close_connection(of_connection));
}

TEST_F(handles_test, a_place_that_is_not_filled_is_free_again) {
  { const handles::place unused(tested); }
  EXPECT_TRUE(tested.all_closed());
  add(connection());
  EXPECT_FALSE(tested.all_closed());
}

TEST_F(handles_test, threads_may_use_it_at_once) {
  const auto opened = connection();
  const auto work = [&] {
    for (int i = 0; i < 5'000; ++i) {
      const std::uint64_t handle = add(opened);
      EXPECT_EQ(tested.connection(handle), opened);
      EXPECT_TRUE(close_connection(handle));
    }
  };
  std::thread one(work);
  std::thread two(work);
  one.join();
  two.join();
}

}  // namespace
}  // namespace ipaas::mqtt::entry
