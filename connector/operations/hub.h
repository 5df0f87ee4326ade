// A connection as the host sees it: owns what the I/O thread works with, and its operations.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "config/connection_settings.h"
#include "config/parse.h"
#include "operations/client_id_claim.h"
#include "operations/operation.h"
#include "operations/outbox_budget.h"
#include "operations/outbox_watch.h"
#include "operations/taken_up.h"
#include "session/connection.h"
#include "state/store.h"
#include "transport/io_thread.h"

namespace ipaas::mqtt::operations {

class hub : public std::enable_shared_from_this<hub>, private state::store::listener {
 public:
  // Begins to connect. Throws std::system_error or std::bad_alloc; throws client_id_taken when the
  // process has a connection with the same broker and client ID; throws state::state_unavailable
  // when what it keeps on disk cannot be used. `warnings`, about the settings, are told to the
  // first operation.
  // `document` is what the settings were read from, for update().
  static std::shared_ptr<hub> open(config::connection_settings settings,
                                   std::vector<error> warnings = {}, secret_text document = {});
  ~hub() override;

  // Opens an operation of a parsed request without errors. Throws as above.
  std::shared_ptr<operation> open_operation(config::operation_request request);
  // Ends an operation on the I/O thread before it returns.
  void close_operation(operation& closing);
  // Ends everything: see ipaas_connection_close. The operations are useless afterwards.
  void close(std::chrono::milliseconds timeout);

  // Changes the credentials: see ipaas_connection_update. Returns the errors; where there is one,
  // nothing has changed. [any thread]
  std::vector<error> update(std::string_view changes, config::connection_check check);

  // Without the secrets: those are the connection's.
  const config::connection_settings& settings() const { return settings_; }
  outbox_budget& budget() { return budget_; }
  state::store* store() { return store_.get(); }  // null: nothing is kept on disk
  // Tells the operations when it is news how full the outbox is. [any thread]
  void watch_outbox();
  // The JSON of ipaas_connection_stats. Waits a moment at most for the I/O thread; where that is
  // busy, what it said the last time. [any thread]
  std::string statistics();
  // A message that the I/O thread never sees has failed. [any thread]
  void count_failure(error_code code) {
    failures_[static_cast<std::size_t>(code)].fetch_add(1, std::memory_order_relaxed);
  }

  // Runs `task` with the connection on the I/O thread, unless the hub has been closed. [any thread]
  using task = std::function<void(session::connection&)>;
  void post(task work);

 private:
  // state::store::listener
  void on_durable(delivery::durable_point point) override;
  void on_trouble(const std::optional<error>& what) override;

  hub(config::connection_settings settings, secret_text document);
  std::shared_ptr<transport::io_thread> running_thread();  // null once closed
  void run(const task& work);
  std::shared_ptr<state::heritage> take_up();
  void tell(const session::event& what);
  void start_operation(const std::shared_ptr<operation>& opening, task add,
                       std::vector<error> warnings);

  config::connection_settings settings_;
  std::optional<client_id_claim> claim_;
  outbox_budget budget_;
  outbox_watch outbox_watch_;
  std::array<std::atomic<std::uint64_t>, error_code_count> failures_{};
  std::mutex update_mutex_;
  secret_text document_;  // guarded by update_mutex_
  std::mutex mutex_;
  std::shared_ptr<transport::io_thread> thread_;  // null once closed
  std::uint32_t last_operation_ = 0;
  // Before the connection, which writes to it until its end.
  std::unique_ptr<state::store> store_;
  std::unique_ptr<taken_up> taken_up_;
  session::statistics last_statistics_;
  // Of the I/O thread. The connection points to the operations.
  std::vector<std::shared_ptr<operation>> operations_;
  std::unique_ptr<session::connection> connection_;
  std::vector<error> warnings_;  // not told yet
};

}  // namespace ipaas::mqtt::operations
