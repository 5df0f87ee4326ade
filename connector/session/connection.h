// One connection to a broker, as the I/O thread sees it: drives the stream, the link, delivery and
// libmosquitto by what the session's state machine says, and passes on to the operations what comes
// of it. Everything on the I/O thread, but for the constructor.
//
// Each event (bytes, a timer, a request of the host) is noted first and worked off in turn(), so
// that nothing is destroyed under the feet of a callback.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/connection_settings.h"
#include "config/consumer_settings.h"
#include "delivery/engine.h"
#include "session/link.h"
#include "session/mosquitto_session.h"
#include "session/operation_port.h"
#include "session/renewal.h"
#include "session/session_fsm.h"
#include "session/statistics.h"
#include "session/subscriptions.h"
#include "session/window_watch.h"
#include "transport/dialer.h"
#include "transport/io_thread.h"
#include "transport/stream.h"
#include "transport/timer.h"

namespace ipaas::mqtt::session {

class connection final : link::listener, mosquitto_session::listener {
 public:
  // `thread` and `room` outlive this, and so does `notes`, which is null where nothing is kept on
  // disk, and `trace`, which is null where nobody wants to hear of attempts: of the way to the
  // broker what transport/stream.h says, and then the stage "connack" with what CONNACK says. The
  // client ID is settled: never empty.
  connection(transport::io_thread& thread, config::connection_settings settings,
             delivery::outbox_room& room, delivery::journal* notes,
             transport::connect_trace* trace = nullptr);
  ~connection() override;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;

  // Goes on with what an earlier process has left; before open().
  void take_up(delivery::heritage& left);
  void open();
  // Says goodbye, and calls `done` once that is over or `timeout` has passed. Everything that is
  // unsettled stays unacknowledged. After it only the destructor may be called.
  void close(milliseconds timeout, std::function<void()> done);

  // Ports must live until remove_operation() or the end of the connection.
  void add_consumer(operation_id operation, const config::consumer_settings& settings,
                    operation_port& port);
  void add_producer(operation_id operation, operation_port& port);
  void settle(operation_id operation, std::span<const delivery::settlement> settlements);
  void submit(std::vector<delivery::submission>& messages);
  void on_durable(const delivery::durable_point& point);
  void stop_operation(operation_id operation, milliseconds timeout);
  void remove_operation(operation_id operation);
  // Passes on what is not the connection's own to know.
  void announce(const event& what);
  void warn(operation_id operation, std::span<const error> warnings);
  // Other credentials than those it was made with. They are used for the next connect, which comes
  // at a quiet moment where nothing gets lost by it.
  void update(const config::connection_settings& changed);
  session::statistics statistics() const;

 private:
  struct operation_entry {
    operation_port* port = nullptr;
    bool consumes = false;
    bool up_reported = false;
    bool touched = false;  // has something to commit
    std::optional<time_point> stop_deadline;
    bool stopped = false;
    bool failed = false;  // refused by the broker; out of everything
  };

  // link::listener
  void on_connack(const protocol::connack& answer) override;
  void to_session(protocol::bytes packet) override;
  void on_ping_sent() override;
  void on_ping_answered() override;
  void on_server_disconnect(std::uint8_t reason, const server_words& words) override;
  // mosquitto_session::listener
  void to_network(protocol::bytes piece) override;
  void on_subscribed(int request, std::span<const int> codes) override;
  void on_unsubscribed(int request) override;
  void on_session_failed(error why) override;

  // attempts
  void perform(const step& next);
  void begin_attempt(std::size_t broker);
  void on_stream_connected(std::optional<error> failure);
  void lose(error why, std::string_view by);
  void lose_input(const transport::io_result& got);
  void lose_broken(const transport::io_result& got);
  void end_connection();
  void end_for_good(const error& why);
  void release_connection();
  void reconnect_if_wanted();
  void reconnect(const event& why);
  bool is_quiet();

  // the network
  void turn();
  void exchange();
  bool awaits_answer();
  void work_off_input();
  void read_available();
  void wait_for_input();
  bool write_pending();
  void finish_goodbye();
  bool peer_has_hung_up();

  // operations
  void grant();
  void subscribe(operation_id operation);
  void report_up_when_granted();
  bool has_consumers() const;
  void limit_patience();
  void unsubscribe(const std::vector<std::string>& filters);
  void drop_unwanted();
  void note_subscribed(const std::vector<std::string>& filters);
  void report_up(operation_id operation, operation_entry& entry);
  void refuse_operation(operation_id operation, const error& why);
  delivery::inbound::consumer_rules rules_of(const config::consumer_settings& settings) const;
  void distribute();
  void report_notices();
  void tell_time();
  void give_up_dead_letters(operation_id operation);
  void commit();
  void finish_stops(time_point at);
  void report_stopped(operation_id operation, operation_entry& entry);

  // events
  event connecting_event() const;
  event down_event() const;
  event failed_event() const;
  void tell(operation_entry& entry, const event& what);
  void tell_all(const event& what);
  void remark(event what);
  void tell_state(operation_entry& entry);
  void note_limits(const protocol::connack& answer);
  void note_state();
  void count_failure(error_code code);
  void watch_window(time_point at);

  // time
  void on_timer();
  void arm_timer();
  std::optional<time_point> keep_alive_due() const;
  std::string endpoint() const;
  std::string_view stage() const;

  config::connection_settings settings_;
  session_fsm fsm_;
  delivery::engine engine_;
  link link_;
  subscriptions subscriptions_;
  delivery::journal* journal_;
  transport::connect_trace* trace_;
  renewal renewal_;
  std::optional<time_point> unwanted_due_;  // when what nobody wants is unsubscribed
  std::map<operation_id, operation_entry> operations_;

  transport::dialer dialer_;
  std::unique_ptr<transport::stream> stream_;
  std::unique_ptr<mosquitto_session> session_;
  transport::timer timer_;
  std::optional<time_point> armed_for_;
  std::size_t broker_ = 0;
  bool stream_ready_ = false;  // connected: may read and write
  bool waiting_to_read_ = false;
  bool waiting_to_write_ = false;
  bool reading_paused_ = false;  // a PUBLISH waits for the window
  bool turning_ = false;
  bool resumed_ = false;
  bool granting_due_ = false;  // CONNACK has accepted; subscribe once libmosquitto has seen it
  bool identifiers_available_ = true;
  std::chrono::seconds keep_alive_{0};
  time_point last_session_traffic_{};
  std::optional<error> lost_;
  std::optional<error> last_failure_;
  std::string_view ended_by_;
  std::vector<event> remarks_;  // on the attempts since the last wait: at most two a broker
  milliseconds waited_{0};      // before the attempt that comes
  time_point retry_at_{};
  struct {
    std::uint16_t receive_maximum = 0;
    std::size_t packet_size = 0;
    protocol::qos maximum_qos = protocol::qos::exactly_once;
  } limits_;  // in force on the connection that is up
  window_watch window_watch_;
  session_fsm::state noted_state_ = session_fsm::state::idle;
  std::chrono::system_clock::time_point state_since_ = std::chrono::system_clock::now();
  std::uint64_t connections_ = 0;  // that brokers have accepted
  delivery::failure_counts failures_{};

  std::function<void()> closed_;
  std::optional<time_point> close_deadline_;
  bool said_goodbye_ = false;
};

}  // namespace ipaas::mqtt::session
