#include "harness/fault_proxy.h"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>

#include "harness/entrance.h"
#include "harness/loopback.h"

namespace ipaas::harness {

fault_proxy::fault_proxy(std::uint16_t broker_port, planner plan)
    : broker_port_(broker_port),
      plan_(std::move(plan)),
      listener_(listen_on_loopback()),
      wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      port_(port_of(listener_)),
      thread_([this] { run(); }) {}

fault_proxy::~fault_proxy() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  eventfd_write(wake_.number(), 1);
  thread_.join();
}

std::string fault_proxy::url() const { return url_of(chosen_entrance(), port_); }

void fault_proxy::end_all(ending how) {
  std::unique_lock lock(mutex_);
  order_ = how;
  eventfd_write(wake_.number(), 1);
  changed_.wait(lock, [this] { return !order_.has_value(); });
}

void fault_proxy::wait_until_held(const deadline& end) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, end.left(), [this] { return held_; })) {
    throw timed_out("nothing came to the gate");
  }
}

unsigned fault_proxy::connections() const {
  const std::lock_guard lock(mutex_);
  return connections_;
}

std::uint64_t fault_proxy::passed(way direction) const {
  const std::lock_guard lock(mutex_);
  return passed_[static_cast<std::size_t>(direction)];
}

void fault_proxy::run() {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) break;
    }
    turn();
  }
  for (fault_line& line : lines_) line.finish(ending::reset);
}

void fault_proxy::turn() {
  std::vector<pollfd> entries{{wake_.number(), POLLIN, 0}, {listener_.number(), POLLIN, 0}};
  const auto now = proxy_clock::now();
  for (const fault_line& line : lines_) line.add_entries(entries, now);
  poll(entries.data(), entries.size(), poll_timeout(now));
  if (entries[0].revents != 0) obey();
  if (entries[1].revents != 0) accept_one();
  work_lines();
}

void fault_proxy::obey() {
  eventfd_t count = 0;
  eventfd_read(wake_.number(), &count);
  const std::lock_guard lock(mutex_);
  if (!order_) return;
  for (fault_line& line : lines_) line.finish(*order_);
  order_.reset();
  changed_.notify_all();
}

void fault_proxy::accept_one() {
  file_descriptor client = accept_from(listener_, deadline());
  file_descriptor broker = connect_to_loopback(broker_port_);
  unsigned number = 0;
  {
    const std::lock_guard lock(mutex_);
    number = connections_++;
  }
  // As if the broker's own host had refused: nobody listens there at present.
  if (!broker.is_open()) {
    reset_socket(client);
    return;
  }
  lines_.emplace_back(std::move(client), std::move(broker), plan_(number));
}

void fault_proxy::work_lines() {
  bool held = false;
  std::uint64_t moved[2] = {0, 0};
  for (auto line = lines_.begin(); line != lines_.end();) {
    const std::size_t before[2] = {line->passed(way::to_broker), line->passed(way::to_client)};
    const bool lives = line->work();
    moved[0] += line->passed(way::to_broker) - before[0];
    moved[1] += line->passed(way::to_client) - before[1];
    held = held || line->is_held();
    line = lives ? std::next(line) : lines_.erase(line);
  }
  const std::lock_guard lock(mutex_);
  passed_[0] += moved[0];
  passed_[1] += moved[1];
  if (held && !held_) {
    held_ = true;
    changed_.notify_all();
  }
}

int fault_proxy::poll_timeout(proxy_clock::time_point now) const {
  std::optional<proxy_clock::time_point> next;
  for (const fault_line& line : lines_) {
    const auto when = line.due(now);
    if (when && (!next || *when < *next)) next = when;
  }
  if (!next) return -1;
  const auto rest = std::chrono::ceil<milliseconds>(*next - now);
  return static_cast<int>(std::max(rest, milliseconds::zero()).count());
}

}  // namespace ipaas::harness
