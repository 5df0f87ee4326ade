#include "transport/timer.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <utility>

namespace ipaas::mqtt::transport {

// `wake_up` goes off at the due time or before; if before, it is set again then. A wait that was
// over when it was replaced still comes: one wake-up too many, which does no harm.
struct timer::implementation : std::enable_shared_from_this<implementation> {
  using wake_up_timer = boost::asio::basic_waitable_timer<clock, boost::asio::wait_traits<clock>,
                                                          boost::asio::io_context::executor_type>;

  explicit implementation(boost::asio::io_context& context) : wake_up(context) {}
  void wake_at(clock::time_point when);
  void woken();

  wake_up_timer wake_up;
  bool waiting = false;
  clock::time_point due;
  std::function<void()> alarm;  // empty: nothing to do at the next wake-up
};

void timer::implementation::wake_at(clock::time_point when) {
  wake_up.expires_at(when);
  waiting = true;
  wake_up.async_wait([weak = weak_from_this()](const auto& replaced) {
    const auto self = weak.lock();
    if (self && !replaced) self->woken();
  });
}

void timer::implementation::woken() {
  waiting = false;
  if (!alarm) return;
  if (clock::now() < due) {
    wake_at(due);
    return;
  }
  std::exchange(alarm, nullptr)();
}

timer::timer(io_thread& thread)
    : implementation_(std::make_shared<implementation>(thread.context())) {}

timer::~timer() { cancel(); }

void timer::set(clock::time_point when, std::function<void()> alarm) {
  implementation_->due = when;
  implementation_->alarm = std::move(alarm);
  if (!implementation_->waiting || when < implementation_->wake_up.expiry()) {
    implementation_->wake_at(when);
  }
}

void timer::cancel() { implementation_->alarm = nullptr; }

}  // namespace ipaas::mqtt::transport
