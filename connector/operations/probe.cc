#include "operations/probe.h"

#include <array>

#include "config/field.h"
#include "message/event_text.h"
#include "operations/client_id.h"
#include "session/credentials.h"

namespace ipaas::mqtt::operations {

namespace {

// Probes of one connection at the same time in a process.
constexpr unsigned most_at_once = 1000;

// As the settings say, but once, and leaving no trace: no session, no will, nothing on disk.
void make_harmless(config::connection_settings& settings) {
  settings.will.reset();
  settings.clean_session = true;
  settings.session_expiry = std::chrono::seconds(0);
  settings.state_directory.clear();
  settings.auto_reconnect = false;
  settings.connect_retry = false;
  settings.strategy.reset();
}

probe_outcome outcome_of(const config::probe_request& wanted) {
  const config::connection_settings& settings = wanted.connection;
  probe_outcome outcome;
  outcome.topic = wanted.topic;
  outcome.protocol = settings.transport;
  outcome.mqtt_version = settings.mqtt_version;
  outcome.style = settings.errors;
  outcome.configured_id = settings.client_id;
  return outcome;
}

// What is shown to the broker is the configured client's own: a token made from a shared access key
// names it. Only the client ID is another.
config::probe_request at_one_broker(const config::probe_request& all,
                                    const config::broker_address& broker,
                                    const std::string& client_id) {
  config::probe_request one = all;
  config::connection_settings& settings = one.connection;
  session::credentials shown =
      session::credentials_for(settings, broker, std::chrono::system_clock::now());
  settings.username = std::move(shown.username);
  settings.password = std::move(shown.password);
  settings.sas = {};
  settings.brokers = {broker};
  settings.client_id = client_id;
  return one;
}

}  // namespace

probe::probe(config::parsed<config::probe_request> wanted, std::chrono::nanoseconds parsing)
    : wanted_(std::move(wanted.settings)),
      outcome_(outcome_of(wanted_)),
      thread_(transport::io_thread::acquire()) {
  make_harmless(wanted_.connection);
  outcome_.warnings = std::move(wanted.warnings);
  outcome_.parsing = parsing;
  take_client_id();
  warn_if_cut();
  for (const config::broker_address& broker : wanted_.connection.brokers) {
    attempts_.push_back(std::make_unique<probe_attempt>(
        *thread_, at_one_broker(wanted_, broker, outcome_.client_id)));
  }
}

probe::~probe() = default;

void probe::take_client_id() {
  config::connection_settings settings = wanted_.connection;
  const std::string base = settings.client_id.empty() ? make_client_id() : settings.client_id;
  for (unsigned number = 1; !claim_; ++number) {
    settings.client_id = probe_client_id(base, settings.mqtt_version, number);
    try {
      claim_.emplace(settings);
    } catch (const client_id_taken&) {
      if (number == most_at_once) throw;
    }
  }
  outcome_.client_id = settings.client_id;
}

void probe::warn_if_cut() {
  if (outcome_.configured_id.empty()) return;
  if (outcome_.client_id.starts_with(outcome_.configured_id)) return;
  error warning;
  warning.code = error_code::core_config;
  warning.description = text_of(event_name::probe_client_id_cut, outcome_.style.words,
                                std::array{told("probed", config::quote(outcome_.client_id))});
  warning.field = "/connection/clientId";
  outcome_.warnings.push_back(std::move(warning));
}

std::string probe::run(std::chrono::milliseconds timeout) {
  const time_point begun = transport::clock::now();
  deadline_ = begun + timeout;
  thread_->post([this] { try_next(0); });
  over_.acquire();
  outcome_.took = transport::clock::now() - begun + outcome_.parsing;
  return probe_report(outcome_, std::chrono::system_clock::now());
}

// --- on the I/O thread ---

void probe::try_next(std::size_t index) {
  // The attempt that has ended is in the middle of its own work.
  if (index == attempts_.size()) return thread_->post([this] { collect(); });
  const time_point at = transport::clock::now();
  const auto share = (deadline_ - at) / static_cast<std::ptrdiff_t>(attempts_.size() - index);
  attempts_[index]->begin(at + share, [this, index] { try_next(index + 1); });
}

void probe::collect() {
  for (const auto& each : attempts_) {
    outcome_.brokers.push_back({each->broker(), each->steps(), each->took(), each->warnings()});
  }
  attempts_.clear();
  over_.release();
}

}  // namespace ipaas::mqtt::operations
