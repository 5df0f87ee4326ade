// Connecting again because it is wanted, and not because the connection is lost.
#include "config/connection_update.h"
#include "session/connection.h"

namespace ipaas::mqtt::session {

void connection::update(const config::connection_settings& changed) {
  config::take_credentials(changed, settings_);
  const bool would_lose = settings_.clean_session && has_consumers();
  if (fsm_.current() == session_fsm::state::up && !would_lose) {
    renewal_.on_changed(transport::clock::now());
  }
  tell_all({would_lose ? event_name::updated_for_later : event_name::updated});
  turn();
}

void connection::reconnect_if_wanted() {
  // Messages that found no room were left unacknowledged; the resumed session brings them again.
  if (engine_.receiver().wants_resume()) {
    return reconnect(
        {settings_.clean_session ? event_name::window_overrun_lost : event_name::window_overrun});
  }
  if (fsm_.current() != session_fsm::state::up) return;
  if (renewal_.is_due(transport::clock::now(), is_quiet())) {
    reconnect({event_name::renewing, {told("broker", endpoint())}});
  }
}

void connection::reconnect(const event& why) {
  tell_all(why);
  session_->disconnect();
  write_pending();
  release_connection();
  remarks_.clear();
  for (auto& [operation, entry] : operations_) entry.up_reported = false;
  perform(fsm_.restart(transport::clock::now()));
}

// Nothing has to be sent or answered by anybody.
bool connection::is_quiet() {
  return engine_.receiver().unsettled() == 0 && engine_.queue().empty() && !awaits_answer();
}

}  // namespace ipaas::mqtt::session
