#include "session/session_fsm.h"

#include <algorithm>
#include <utility>

#include "message/problem_text.h"
#include "session/reconnect_schedule.h"

namespace ipaas::mqtt::session {

namespace {

constexpr milliseconds first_delay{1000};
// A connection that dies sooner did not really work: it does not reset the back-off.
constexpr milliseconds short_life{5000};
constexpr unsigned kicks_in_a_row = 3;

// A person has to change something: trying again soon only fills the broker's log.
bool needs_a_person(error_code code) {
  switch (code) {
    case error_code::bad_credentials:
    case error_code::not_authorized:
    case error_code::client_id_rejected:
    case error_code::protocol_version:
    case error_code::tls_certificate:
    case error_code::tls_hostname:
    case error_code::core_config:
      return true;
    default:
      return false;
  }
}

}  // namespace

session_fsm::session_fsm(const config::connection_settings& settings,
                         std::function<double()> jitter)
    : brokers_(settings.brokers.size()),
      connect_timeout_(settings.connect_timeout),
      ping_timeout_(settings.ping_timeout),
      auto_reconnect_(settings.auto_reconnect),
      max_reconnect_interval_(settings.max_reconnect_interval),
      connect_retry_(settings.connect_retry),
      connect_retry_interval_(settings.connect_retry_interval),
      strategy_(settings.strategy),
      jitter_(std::move(jitter)) {}

step session_fsm::open(time_point now) {
  ++attempt_;
  return connect_to(0, now);
}

step session_fsm::connect_to(std::size_t broker, time_point now) {
  state_ = state::connecting;
  broker_ = broker;
  reading_ = true;
  accepted_at_.reset();
  answer_deadline_.reset();
  ping_deadline_.reset();
  attempt_deadline_ = now + connect_timeout_;
  return {step::kind::connect, broker, {}, {}};
}

void session_fsm::on_accepted(time_point now) {
  state_ = state::granting;
  accepted_at_ = now;
  attempt_deadline_.reset();
}

void session_fsm::on_up() {
  state_ = state::up;
  was_up_ = true;
}

void session_fsm::on_asked(time_point now) { answer_deadline_ = now + connect_timeout_; }

void session_fsm::on_answered() { answer_deadline_.reset(); }

void session_fsm::on_ping_sent(time_point now) {
  if (!ping_deadline_) ping_deadline_ = now + ping_timeout_;
}

void session_fsm::on_reading_resumed(time_point now) {
  if (std::exchange(reading_, true)) return;
  if (ping_deadline_) ping_deadline_ = now + ping_timeout_;
  if (answer_deadline_) answer_deadline_ = now + connect_timeout_;
}

step session_fsm::on_lost(const error& why, time_point now,
                          const std::optional<delivery::unanswered>& held) {
  const bool asked = answer_deadline_.has_value();
  attempt_deadline_.reset();
  answer_deadline_.reset();
  ping_deadline_.reset();
  const bool reached_broker = accepted_at_.has_value();
  const error failure = named(why, now, asked, held);
  accepted_at_.reset();
  if (!failing_since_) failing_since_ = now;
  if (!reached_broker && broker_ + 1 < brokers_) return connect_to(broker_ + 1, now);
  const auto delay = next_delay(failure.code, now);
  if (!delay) {
    state_ = state::failed;
    return {step::kind::give_up, broker_, {}, failure};
  }
  step next = wait_for(*delay, now);
  next.failure = failure;
  return next;
}

void session_fsm::short_lives::add(bool asked, const std::optional<delivery::unanswered>& message) {
  ++count;
  asking = asked ? asking + 1 : 0;
  holding = !message ? 0 : message == held ? holding + 1 : 1;
  held = message;
}

error session_fsm::short_lives::likely_cause() const {
  const phrase row = say(problem::ended_in_a_row, count, short_life.count() / 1000);
  if (asking >= kicks_in_a_row) {
    return describe(error_code::subscribe_rejected, say(problem::ended_before_suback, row));
  }
  if (holding >= kicks_in_a_row) {
    const int qos = static_cast<int>(held->qos);
    return describe(error_code::publish_rejected,
                    say(problem::ended_over_message, row, held->topic, held->size, qos));
  }
  return describe(error_code::client_id_taken, row);
}

// Gives a loop of being thrown out its name. MQTT 5 brokers say why; of others the pattern tells:
// they hang up over what they do not allow, which each connection begins with again.
error session_fsm::named(const error& why, time_point now, bool asked,
                         const std::optional<delivery::unanswered>& held) {
  if (!accepted_at_) return why;
  if (now - *accepted_at_ >= short_life) {
    short_lives_ = {};
    doublings_ = 0;
    failing_since_.reset();
    return why;
  }
  short_lives_.add(asked, held);
  const bool unexplained = why.code == error_code::connection_lost;
  if (short_lives_.count < kicks_in_a_row || !unexplained) return why;
  error kicked = short_lives_.likely_cause();
  kicked.endpoint = why.endpoint;
  return kicked;
}

std::optional<milliseconds> session_fsm::next_delay(error_code why, time_point now) {
  if (strategy_) return scheduled_delay(why, now);
  if (!was_up_) return connect_retry_ ? std::optional(connect_retry_interval_) : std::nullopt;
  if (!auto_reconnect_) return {};
  return needs_a_person(why) ? max_reconnect_interval_ : doubled_delay();
}

// A strategy makes no difference between the first connect and those after it.
std::optional<milliseconds> session_fsm::scheduled_delay(error_code why, time_point now) {
  const auto outage = std::chrono::duration_cast<milliseconds>(now - *failing_since_);
  const auto interval = interval_of(*strategy_, outage);
  if (!interval) return {};
  return with_jitter(needs_a_person(why) ? longest_interval_of(*strategy_) : *interval);
}

milliseconds session_fsm::doubled_delay() {
  const milliseconds delay = first_delay * (1U << std::min(doublings_, 20U));
  ++doublings_;
  return std::min(with_jitter(std::min(delay, max_reconnect_interval_)), max_reconnect_interval_);
}

// Between 75 % and 125 %: clients that lost one broker together come back apart.
milliseconds session_fsm::with_jitter(milliseconds delay) {
  const double factor = 0.75 + 0.5 * jitter_();
  return milliseconds(static_cast<milliseconds::rep>(static_cast<double>(delay.count()) * factor));
}

step session_fsm::wait_for(milliseconds delay, time_point now) {
  state_ = state::waiting;
  retry_at_ = now + delay;
  return {step::kind::wait, broker_, delay, {}};
}

step session_fsm::restart(time_point now) { return connect_to(broker_, now); }

step session_fsm::on_time(time_point now, std::string_view stage) {
  if (state_ == state::waiting && retry_at_ <= now) return open(now);
  const auto timed_out = [&](error_code code, phrase detail, std::string_view where) {
    step result{step::kind::drop, broker_, {}, describe(code, std::move(detail))};
    result.failure->stage = where;
    return result;
  };
  if (attempt_deadline_ && *attempt_deadline_ <= now) {
    return timed_out(error_code::connect_timeout,
                     say(problem::no_connection_in_time, connect_timeout_.count(), stage), stage);
  }
  if (!reading_) return {};
  if (answer_deadline_ && *answer_deadline_ <= now) {
    return timed_out(error_code::connect_timeout,
                     say(problem::no_suback_in_time, connect_timeout_.count()), "subscribe");
  }
  if (ping_deadline_ && *ping_deadline_ <= now) {
    return timed_out(error_code::ping_timeout,
                     say(problem::no_pingresp_in_time, ping_timeout_.count()), "");
  }
  return {};
}

std::optional<time_point> session_fsm::next_deadline() const {
  if (state_ == state::waiting) return retry_at_;
  std::optional<time_point> next = attempt_deadline_;
  const auto consider = [&next](const std::optional<time_point>& when) {
    if (when && (!next || *when < *next)) next = when;
  };
  if (reading_) {
    consider(answer_deadline_);
    consider(ping_deadline_);
  }
  return next;
}

}  // namespace ipaas::mqtt::session
