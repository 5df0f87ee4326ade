// The parties of the demo, each with its own connection to the broker:
//
//   machines      publish readings, one at QoS 1 and one at QoS 2, to machines/<name>/temperature
//   the flow      takes them all; a hot one goes to alerts/<name>, and its reading is acknowledged
//                 only after the broker has the alert
//   control room  takes the alerts
#pragma once

#include <string>
#include <vector>

#include "channel.h"
#include "counts.h"
#include "demo_ledger.h"
#include "ipaas/host.hpp"
#include "pacer.h"
#include "relay.h"
#include "statistics_log.h"

namespace ipaas::command_line {

// Where the demo takes place.
struct demo_place {
  std::string broker_url;
  std::string topic_root;  // in front of every topic: empty, or with a slash at its end
  bool sessions_are_kept = false;
};

// One machine: a Producer that sends a reading now and then.
class demo_machine {
 public:
  demo_machine(std::string name, channel producer, demo_ledger& ledger);

  // Sends a reading if it is time for one.
  void work(time_point now);
  void take_outcomes();

  void rest() { resting_ = true; }
  void go_on() { resting_ = false; }

  // Whether every reading has been acknowledged.
  bool all_acknowledged() const { return unacknowledged_ == 0; }
  time_point next() const;
  const channel& line() const { return producer_; }

 private:
  std::string name_;
  channel producer_;
  demo_ledger& ledger_;
  pacer pace_;
  std::uint64_t unacknowledged_ = 0;
  bool resting_ = true;
};

class demo_factory {
 public:
  // Opens everything; throws as opening.h says. The ledger and the log outlive this.
  demo_factory(const host::plugin& library, const demo_place& place, demo_ledger& ledger,
               event_log& log);

  // Each connection with the name of its party.
  void show_in(statistics_log& shown, const host::plugin& library) const;

  // What can go without waiting.
  void turn();

  bool up() const;
  // The failure of the first channel that has failed; empty: none has.
  std::string failure() const;

  demo_machine& press() { return press_; }
  demo_machine& oven() { return oven_; }

  // For alerts that come from now on: the broker is away, or is back.
  void restart_begins() { disturbed_from_ = clock::now(); }
  void restart_is_over() { disturbed_until_ = clock::now(); }

  std::vector<int> descriptors() const;
  time_point next_event() const;

 private:
  relay::step decide(const host::record& message);
  void take_alerts();
  void note_latency(time_point sent);
  std::vector<const channel*> channels() const;

  demo_ledger& ledger_;
  host::connection machines_;
  host::connection flow_;
  host::connection control_room_;
  demo_machine press_;
  demo_machine oven_;
  channel flow_target_;
  channel flow_source_;
  channel alerts_;
  counts flow_counts_;
  relay flow_relay_;
  time_point disturbed_from_ = never;
  time_point disturbed_until_ = never;
};

}  // namespace ipaas::command_line
