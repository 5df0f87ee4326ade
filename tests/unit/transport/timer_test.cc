#include "transport/timer.h"

#include <memory>
#include <vector>

#include "on_thread.h"

namespace ipaas::mqtt::transport {
namespace {

using std::chrono::milliseconds;

class timer_test : public test::io_thread_fixture {
 protected:
  timer_test() {
    on_thread([this] {
      for (auto& alarm : timers_) alarm = std::make_unique<timer>(*thread_);
    });
  }
  ~timer_test() override {
    on_thread([this] {
      for (auto& alarm : timers_) alarm.reset();
    });
  }

  std::function<void()> note(int number) {
    return [this, number] { seen_.push_back(number); };
  }
  std::function<void()> end() {
    return [this] { ended_.set(0); };
  }

  std::unique_ptr<timer> timers_[3];
  std::vector<int> seen_;
  test::awaited<int> ended_;
};

TEST_F(timer_test, goes_off_in_the_order_of_time_and_never_early) {
  const auto start = clock::now();
  bool early = false;
  on_thread([&] {
    timers_[0]->set(start + milliseconds(30), [&] {
      early = clock::now() < start + milliseconds(30);
      note(3)();
      ended_.set(0);
    });
    timers_[1]->set(start + milliseconds(10), note(1));
    timers_[2]->set(start + milliseconds(20), note(2));
  });
  ended_.get();
  EXPECT_EQ(seen_, (std::vector{1, 2, 3}));
  EXPECT_FALSE(early);
}

TEST_F(timer_test, replaces_an_alarm_by_a_later_one) {
  const auto start = clock::now();
  bool early = false;
  on_thread([&] {
    timers_[0]->set(start + milliseconds(5), note(1));
    timers_[0]->set(start + milliseconds(20), [&] {
      early = clock::now() < start + milliseconds(20);
      note(2)();
      ended_.set(0);
    });
  });
  ended_.get();
  EXPECT_EQ(seen_, (std::vector{2}));
  EXPECT_FALSE(early);
}

TEST_F(timer_test, replaces_an_alarm_by_an_earlier_one) {
  on_thread([&] {
    timers_[0]->set(clock::now() + std::chrono::hours(1), note(1));
    timers_[0]->set(clock::now() + milliseconds(1), [&] {
      note(2)();
      ended_.set(0);
    });
  });
  ended_.get();
  EXPECT_EQ(seen_, (std::vector{2}));
}

TEST_F(timer_test, is_never_called_within_set) {
  on_thread([&] {
    timers_[0]->set(clock::now() - std::chrono::hours(1), end());
    note(1)();
  });
  ended_.get();
  EXPECT_EQ(seen_, (std::vector{1}));
}

TEST_F(timer_test, is_silent_after_cancel_even_when_due) {
  on_thread([&] {
    const auto past = clock::now() - milliseconds(1);
    timers_[0]->set(past, [&] {
      note(1)();
      timers_[1]->cancel();
    });
    timers_[1]->set(past, [&] {
      note(1)();
      timers_[0]->cancel();
    });
  });
  test::settle(*thread_);
  EXPECT_EQ(seen_, (std::vector{1}));
}

TEST_F(timer_test, is_silent_after_destruction_even_when_due) {
  on_thread([&] {
    const auto past = clock::now() - milliseconds(1);
    timers_[0]->set(past, [&] {
      note(1)();
      timers_[1].reset();
    });
    timers_[1]->set(past, [&] {
      note(1)();
      timers_[0].reset();
    });
  });
  test::settle(*thread_);
  EXPECT_EQ(seen_, (std::vector{1}));
}

TEST_F(timer_test, goes_off_once_when_replaced_while_already_due) {
  on_thread([&] {
    const auto past = clock::now() - milliseconds(1);
    timers_[0]->set(past, [this, past] { timers_[1]->set(past - milliseconds(1), note(2)); });
    timers_[1]->set(past, note(1));
  });
  test::settle(*thread_);
  EXPECT_EQ(std::count(seen_.begin(), seen_.end(), 2), 1);
}

TEST_F(timer_test, works_again_after_cancel) {
  on_thread([&] {
    timers_[0]->set(clock::now(), note(1));
    timers_[0]->cancel();
    timers_[0]->set(clock::now() + milliseconds(1), end());
  });
  ended_.get();
  EXPECT_TRUE(seen_.empty());
}

TEST_F(timer_test, may_be_set_by_its_own_alarm) {
  std::function<void()> again = [&] {
    note(static_cast<int>(seen_.size()))();
    if (seen_.size() == 5) return ended_.set(0);
    timers_[0]->set(clock::now() + milliseconds(1), again);
  };
  on_thread([&] { timers_[0]->set(clock::now(), again); });
  ended_.get();
  EXPECT_EQ(seen_, (std::vector{0, 1, 2, 3, 4}));
}

TEST_F(timer_test, may_be_destroyed_by_its_own_alarm) {
  on_thread([&] {
    timers_[0]->set(clock::now(), [this, big = std::vector<int>(100, 1)] {
      timers_[0].reset();
      seen_ = big;
      ended_.set(0);
    });
  });
  ended_.get();
  EXPECT_EQ(seen_.size(), 100u);
}

TEST_F(timer_test, serves_thousands) {
  std::vector<std::unique_ptr<timer>> many;
  std::size_t left = 5000;
  on_thread([&] {
    for (std::size_t number = 0; number < 5000; ++number) {
      many.push_back(std::make_unique<timer>(*thread_));
      many.back()->set(clock::now() + milliseconds(number % 50), [&] {
        if (--left == 0) ended_.set(0);
      });
    }
  });
  ended_.get();
  on_thread([&] { many.clear(); });
}

}  // namespace
}  // namespace ipaas::mqtt::transport
