// Time, and where an attempt stands.
#include "session/connection.h"

namespace ipaas::mqtt::session {

void connection::on_timer() {
  armed_for_.reset();
  const time_point at = transport::clock::now();
  tell_time();
  if (const auto due = keep_alive_due(); due && *due <= at && session_) {
    last_session_traffic_ = at;
    session_->check_keep_alive();
  }
  if (unwanted_due_ && *unwanted_due_ <= at) drop_unwanted();
  perform(fsm_.on_time(at, stage()));
  turn();
}

void connection::arm_timer() {
  std::optional<time_point> next = close_deadline_;
  const auto consider = [&next](const std::optional<time_point>& when) {
    if (when && (!next || *when < *next)) next = when;
  };
  if (!close_deadline_) {
    consider(fsm_.next_deadline());
    consider(engine_.next_deadline());
    consider(keep_alive_due());
    consider(unwanted_due_);
    consider(window_watch_.next_deadline());
    if (stream_ready_) consider(renewal_.next_deadline(transport::clock::now()));
    for (const auto& [operation, entry] : operations_) consider(entry.stop_deadline);
  }
  // An alarm that goes off too early is cheaper than moving it with every packet.
  if (!next || (armed_for_ && *armed_for_ <= *next)) return;
  armed_for_ = next;
  timer_.set(*next, [this] { on_timer(); });
}

// libmosquitto counts in whole seconds; the quarter makes sure that the last one is over.
std::optional<time_point> connection::keep_alive_due() const {
  if (!session_ || keep_alive_.count() == 0 || fsm_.current() < session_fsm::state::granting ||
      fsm_.current() == session_fsm::state::waiting) {
    return {};
  }
  return last_session_traffic_ + keep_alive_ + milliseconds(250);
}

std::string connection::endpoint() const { return settings_.brokers[broker_].text(); }

std::string_view connection::stage() const {
  if (!stream_) return "start";
  return stream_ready_ ? "connack" : stream_->stage();
}

}  // namespace ipaas::mqtt::session
