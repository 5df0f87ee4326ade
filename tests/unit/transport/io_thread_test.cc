#include "transport/io_thread.h"

#include <pthread.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <thread>
#include <vector>

#include "on_thread.h"
#include "process_state.h"

namespace ipaas::mqtt::transport {
namespace {

using test::run_on;

std::vector<int> blocked_signals() {
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  std::vector<int> blocked;
  for (int number = 1; number < NSIG; ++number) {
    if (sigismember(&mask, number) == 1) blocked.push_back(number);
  }
  return blocked;
}

std::vector<void (*)(int)> dispositions() {
  std::vector<void (*)(int)> handlers;
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    sigaction(number, nullptr, &action);
    handlers.push_back(action.sa_handler);
  }
  return handlers;
}

TEST(io_thread, runs_tasks_in_their_order_on_its_own_thread) {
  const auto thread = io_thread::acquire();
  std::vector<int> order;
  for (int number = 0; number < 1000; ++number) {
    thread->post([&order, number] { order.push_back(number); });
  }
  EXPECT_TRUE(run_on(*thread, [&] { return thread->is_current(); }));
  EXPECT_FALSE(thread->is_current());
  ASSERT_EQ(order.size(), 1000u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(io_thread, runs_what_a_task_posts_after_what_was_posted_before) {
  const auto thread = io_thread::acquire();
  std::vector<int> order;
  run_on(*thread, [&] {
    thread->post([&] {
      order.push_back(1);
      thread->post([&] { order.push_back(3); });
    });
    thread->post([&] { order.push_back(2); });
  });
  test::settle(*thread);
  EXPECT_EQ(order, (std::vector{1, 2, 3}));
}

TEST(io_thread, keeps_the_order_of_every_poster) {
  const auto thread = io_thread::acquire();
  std::vector<std::vector<int>> seen(4);
  std::vector<std::thread> posters;
  for (auto& mine : seen) {
    posters.emplace_back([&mine, &thread] {
      for (int number = 0; number < 5000; ++number) {
        thread->post([&mine, number] { mine.push_back(number); });
      }
    });
  }
  for (auto& poster : posters) poster.join();
  run_on(*thread, [] {});
  for (const auto& mine : seen) {
    EXPECT_EQ(mine.size(), 5000u);
    EXPECT_TRUE(std::is_sorted(mine.begin(), mine.end()));
  }
}

TEST(io_thread, is_one_for_all_holders) {
  const auto first = io_thread::acquire();
  const auto second = io_thread::acquire();
  EXPECT_EQ(first, second);
}

TEST(io_thread, destroys_a_task_before_the_next_runs) {
  const auto thread = io_thread::acquire();
  auto owned = std::make_shared<int>(0);
  const std::weak_ptr<int> left = owned;
  bool gone = false;
  run_on(*thread, [&] {
    thread->post([keep = std::move(owned)] {});
    thread->post([&] { gone = left.expired(); });
  });
  run_on(*thread, [] {});
  EXPECT_TRUE(gone);
}

TEST(io_thread, runs_the_tasks_posted_before_the_last_reference_goes) {
  auto thread = io_thread::acquire();
  int ran = 0;
  for (int number = 0; number < 1000; ++number) thread->post([&ran] { ++ran; });
  thread.reset();
  EXPECT_EQ(ran, 1000);
}

TEST(io_thread, leaves_nothing_behind_after_200_starts) {
  { const auto warm_up = io_thread::acquire(); }
  const auto threads = test::thread_count();
  const auto descriptors = test::descriptor_count();
  for (int round = 0; round < 200; ++round) {
    auto thread = io_thread::acquire();
    bool ran = false;
    thread->post([&ran] { ran = true; });
    thread.reset();
    ASSERT_TRUE(ran);
  }
  EXPECT_EQ(test::thread_count(), threads);
  EXPECT_EQ(test::descriptor_count(), descriptors);
}

TEST(io_thread, may_be_acquired_and_dropped_by_many_threads_at_once) {
  const auto threads = test::thread_count();
  std::atomic<int> ran = 0;
  std::vector<std::thread> holders;
  for (int holder = 0; holder < 4; ++holder) {
    holders.emplace_back([&ran] {
      for (int round = 0; round < 100; ++round) {
        io_thread::acquire()->post([&ran] { ++ran; });
      }
    });
  }
  for (auto& holder : holders) holder.join();
  EXPECT_EQ(ran, 400);
  EXPECT_EQ(test::thread_count(), threads);
}

TEST(io_thread, ends_while_an_alarm_is_far_away) {
  auto thread = io_thread::acquire();
  run_on(*thread, [&] {
    timer alarm(*thread);
    alarm.set(clock::now() + std::chrono::hours(24), [] {});
  });
  thread.reset();
}

TEST(io_thread, blocks_every_signal_on_itself_and_none_of_the_hosts) {
  // A mask of this test's own, which no earlier one can have left.
  sigset_t before;
  sigset_t mine;
  sigemptyset(&mine);
  sigaddset(&mine, SIGUSR2);
  pthread_sigmask(SIG_SETMASK, &mine, &before);
  const auto handlers = dispositions();
  const auto thread = io_thread::acquire();
  EXPECT_EQ(blocked_signals(), (std::vector{SIGUSR2}));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(dispositions(), handlers);
  const auto inside = run_on(*thread, [] { return blocked_signals(); });
  for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGUSR1, SIGALRM, SIGURG}) {
    EXPECT_NE(std::find(inside.begin(), inside.end(), number), inside.end()) << strsignal(number);
  }
}

TEST(io_thread, reports_that_descriptors_ran_out_and_starts_when_there_are_some) {
  if (!test::descriptors_may_run_out) GTEST_SKIP();
  {
    const test::no_more_descriptors none;
    EXPECT_THROW(io_thread::acquire(), std::system_error);
  }
  const auto thread = io_thread::acquire();
  EXPECT_EQ(run_on(*thread, [] { return 7; }), 7);
}

TEST(io_thread_death, lets_a_process_exit_that_never_drops_it) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(
      {
        static const auto* const forgotten = new std::shared_ptr(io_thread::acquire());
        run_on(**forgotten, [] {});
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(io_thread_death, ends_the_process_when_a_task_throws) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_DEATH(
      {
        const auto thread = io_thread::acquire();
        thread->post([] { throw std::runtime_error("thrown by a task"); });
        run_on(*thread, [] {});
      },
      "thrown by a task");
}

}  // namespace
}  // namespace ipaas::mqtt::transport
