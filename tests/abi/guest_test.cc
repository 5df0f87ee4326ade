// A plugin is a guest in the host's process: it leaves what is not its own as it was.
#include <gtest/gtest.h>

#include <csignal>

#include "abi/process_state.h"
#include "abi/session.h"
#include "abi/subject.h"

namespace ipaas::abi_test {
namespace {

class guest : public each_plugin {};

void handle_nothing(int) {}

// Dispositions that no library would choose by itself, so that a change shows.
void set_unusual_signals() {
  std::signal(SIGPIPE, handle_nothing);
  std::signal(SIGUSR1, handle_nothing);
  std::signal(SIGHUP, SIG_IGN);
}

void expect_same(const process_state& before, const process_state& after) {
  EXPECT_EQ(before.signals, after.signals);
  EXPECT_EQ(before.signal_mask, after.signal_mask);
  EXPECT_EQ(before.locale, after.locale);
  EXPECT_EQ(before.folder, after.folder);
  EXPECT_EQ(before.environment, after.environment);
}

TEST_P(guest, loading_changes_nothing_and_starts_no_thread) {
  set_unusual_signals();
  const auto threads = threads_to_begin_with();
  const auto before = process_state::now();
  const host::plugin loaded(GetParam().path);
  EXPECT_FALSE(loaded.manifest().empty());
  EXPECT_FALSE(loaded.validate("{}").empty());
  expect_same(before, process_state::now());
  EXPECT_EQ(running_threads(), threads);
}

// With SIGPIPE at its default, as most processes have it: the library beneath would ignore it.
TEST_P(guest, a_connection_leaves_the_default_of_sigpipe) {
  std::signal(SIGPIPE, SIG_DFL);
  const auto before = process_state::now();
  const host::plugin loaded(GetParam().path);
  auto connection = loaded.open_connection(settings());
  auto operation = connection.open_operation(GetParam().consumer);
  expect_attempt(operation);
  expect_same(before, process_state::now());
}

TEST_P(guest, a_connection_changes_nothing_while_open_and_after) {
  set_unusual_signals();
  const auto before = process_state::now();
  const host::plugin loaded(GetParam().path);
  {
    auto connection = loaded.open_connection(settings());
    auto operation = connection.open_operation(GetParam().consumer);
    expect_attempt(operation);
    expect_same(before, process_state::now());
  }
  expect_same(before, process_state::now());
}

TEST_P(guest, no_thread_and_no_descriptor_stay_after_the_last_close) {
  const auto threads = threads_to_begin_with();
  const host::plugin loaded(GetParam().path);
  const auto descriptors = open_descriptors();
  auto connection = loaded.open_connection(settings("abi-1"));
  auto other = loaded.open_connection(settings("abi-2"));
  auto operation = connection.open_operation(GetParam().consumer);
  expect_attempt(operation);
  operation.close();
  connection.close(std::chrono::seconds(5));
  other.close(std::chrono::seconds(5));
  EXPECT_TRUE(holds_in_time([&] { return running_threads() == threads; }));
  EXPECT_EQ(open_descriptors(), descriptors);
}

IPAAS_FOR_EACH_PLUGIN(guest);

}  // namespace
}  // namespace ipaas::abi_test
