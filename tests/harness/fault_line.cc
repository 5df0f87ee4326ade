#include "harness/fault_line.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace ipaas::harness {
namespace {

// What a lane keeps at most; beyond it the sender feels the back-pressure.
constexpr std::size_t most_waiting = 1 << 18;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

std::optional<std::size_t> cut_of(const line_plan& plan, way direction) {
  if (plan.end == ending::none || plan.counted != direction) return std::nullopt;
  return plan.after;
}

std::optional<packet_gate> gate_of(const line_plan& plan, way direction) {
  return plan.gate && plan.gate->direction == direction ? plan.gate : std::nullopt;
}

// Reads and forgets; false at the end of the stream.
bool discard_from(const file_descriptor& socket) {
  std::array<char, 1 << 14> bytes;
  for (;;) {
    const ssize_t count = recv(socket.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count > 0) continue;
    return count < 0 && would_block();
  }
}

}  // namespace

void reset_socket(file_descriptor& socket) {
  if (!socket.is_open()) return;
  const linger at_once{1, 0};
  setsockopt(socket.number(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket.close();
}

fault_lane::fault_lane(const line_plan& plan, way direction, proxy_clock::time_point now)
    : direction_(direction),
      plan_(plan.lane(direction)),
      cut_after_(cut_of(plan, direction)),
      gate_(gate_of(plan, direction)),
      observer_(plan.observer),
      next_write_(now + plan_.first_delay) {}

bool fault_lane::work(const file_descriptor& source, const file_descriptor& sink,
                      proxy_clock::time_point now) {
  return read_from(source, now) && write_to(sink, now);
}

bool fault_lane::wants_to_read() const {
  return !source_ended_ && (silent_ || (!held_ && waiting_ < most_waiting));
}

bool fault_lane::wants_to_write(proxy_clock::time_point now) const {
  return !pieces_.empty() && std::max(pieces_.front().due, next_write_) <= now;
}

std::optional<proxy_clock::time_point> fault_lane::due() const {
  if (pieces_.empty()) return std::nullopt;
  return std::max(pieces_.front().due, next_write_);
}

void fault_lane::fall_silent() {
  silent_ = true;
  pieces_.clear();
  unframed_.clear();
  waiting_ = 0;
}

bool fault_lane::read_from(const file_descriptor& source, proxy_clock::time_point now) {
  while (wants_to_read()) {
    std::string bytes(1 << 14, '\0');
    const ssize_t count = recv(source.number(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (count < 0) return would_block();
    if (count == 0) {
      source_ended_ = true;
      return true;
    }
    bytes.resize(static_cast<std::size_t>(count));
    if (!silent_) enqueue(std::move(bytes), now);
  }
  return true;
}

void fault_lane::enqueue(std::string bytes, proxy_clock::time_point now) {
  if (observer_) show(bytes);
  if (gate_) {
    unframed_ += bytes;
    frame(now);
    return;
  }
  waiting_ += bytes.size();
  pieces_.push_back({now + plan_.delay, std::move(bytes)});
}

void fault_lane::show(std::string_view bytes) {
  unseen_ += bytes;
  while (const auto packet = wire::take_packet(unseen_)) observer_(direction_, *packet);
}

void fault_lane::frame(proxy_clock::time_point now) {
  while (!held_) {
    std::optional<std::string> packet = wire::take_packet(unframed_);
    if (!packet) return;
    if (wire::type_of(*packet) == gate_->before && ++seen_ == gate_->nth) {
      held_ = true;
      return;
    }
    waiting_ += packet->size();
    pieces_.push_back({now + plan_.delay, std::move(*packet)});
  }
}

bool fault_lane::write_to(const file_descriptor& sink, proxy_clock::time_point now) {
  while (wants_to_write(now) && !has_reached_cut()) {
    std::string& bytes = pieces_.front().bytes;
    std::size_t most = std::min(bytes.size(), plan_.most_at_once);
    if (cut_after_) most = std::min(most, *cut_after_ - passed_);
    const ssize_t count = send(sink.number(), bytes.data(), most, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (count < 0) return would_block();
    const auto written = static_cast<std::size_t>(count);
    passed_ += written;
    waiting_ -= written;
    bytes.erase(0, written);
    if (bytes.empty()) pieces_.pop_front();
    if (plan_.per_second) {
      next_write_ = now + std::chrono::nanoseconds(written * 1'000'000'000 / *plan_.per_second);
    }
  }
  return true;
}

fault_line::fault_line(file_descriptor client, file_descriptor broker, const line_plan& plan)
    : client_(std::move(client)),
      broker_(std::move(broker)),
      plan_(plan),
      to_broker_(plan_, way::to_broker, proxy_clock::now()),
      to_client_(plan_, way::to_client, proxy_clock::now()) {
  const int on = 1;
  for (const file_descriptor* socket : {&client_, &broker_}) {
    setsockopt(socket->number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
}

void fault_line::add_entries(std::vector<pollfd>& entries, proxy_clock::time_point now) const {
  const auto add = [&](const file_descriptor& socket, bool reads, bool writes) {
    const int wanted = (reads ? POLLIN : 0) | (writes ? POLLOUT : 0);
    // One that waits for nothing is left out: its hang-up would be reported again and again.
    if (socket.is_open() && wanted != 0) {
      entries.push_back({socket.number(), static_cast<short>(wanted), 0});
    }
  };
  add(client_, draining_ || to_broker_.wants_to_read(),
      !draining_ && to_client_.wants_to_write(now));
  add(broker_, draining_ || to_client_.wants_to_read(),
      !draining_ && to_broker_.wants_to_write(now));
}

std::optional<proxy_clock::time_point> fault_line::due(proxy_clock::time_point now) const {
  std::optional<proxy_clock::time_point> next = reset_at_;
  for (const fault_lane* lane : {&to_broker_, &to_client_}) {
    const auto when = lane->due();
    // What is due already waits for its socket, not for the time.
    if (when && *when > now && (!next || *when < *next)) next = when;
  }
  return next;
}

bool fault_line::work() {
  const auto now = proxy_clock::now();
  if (reset_at_ && *reset_at_ <= now) finish(ending::reset);
  if (draining_) return discard();
  if (!move_bytes(now)) finish(ending::reset);
  if (plan_.end != ending::none && counted_lane().has_reached_cut()) {
    finish(std::exchange(plan_.end, ending::none));
  }
  if (!draining_) pass_on_ends();
  return client_.is_open() || broker_.is_open();
}

fault_lane& fault_line::counted_lane() {
  return plan_.counted == way::to_broker ? to_broker_ : to_client_;
}

bool fault_line::move_bytes(proxy_clock::time_point now) {
  // A side that is gone takes nothing and gives nothing: what the other one sends is dropped.
  if (!client_.is_open() || !broker_.is_open()) {
    const file_descriptor& alone = client_.is_open() ? client_ : broker_;
    return !alone.is_open() || discard_from(alone);
  }
  return to_broker_.work(client_, broker_, now) && to_client_.work(broker_, client_, now);
}

bool fault_line::discard() {
  if (client_.is_open() && !discard_from(client_)) client_.close();
  if (broker_.is_open() && !discard_from(broker_)) broker_.close();
  return client_.is_open() || broker_.is_open();
}

// The end of one side is handed to the other behind everything that came before it.
void fault_line::pass_on_ends() {
  if (!client_.is_open() || !broker_.is_open()) return;
  if (to_broker_.has_passed_all() && !std::exchange(broker_shut_, true)) {
    shutdown(broker_.number(), SHUT_WR);
  }
  if (to_client_.has_passed_all() && !std::exchange(client_shut_, true)) {
    shutdown(client_.number(), SHUT_WR);
  }
  if (client_shut_ && broker_shut_) {
    client_.close();
    broker_.close();
  }
}

void fault_line::finish(ending how) {
  const auto linger = [this] {
    if (plan_.lingering) reset_at_ = proxy_clock::now() + *plan_.lingering;
  };
  reset_at_.reset();
  switch (how) {
    case ending::none:
      break;
    case ending::close:
      if (client_.is_open()) shutdown(client_.number(), SHUT_WR);
      if (broker_.is_open()) shutdown(broker_.number(), SHUT_WR);
      draining_ = true;
      break;
    case ending::reset:
      reset_socket(client_);
      reset_socket(broker_);
      break;
    case ending::broker_gone:
      reset_socket(broker_);
      linger();
      break;
    case ending::client_gone:
      reset_socket(client_);
      linger();
      break;
    case ending::silence:
      counted_lane().fall_silent();
      linger();
      break;
  }
}

}  // namespace ipaas::harness
