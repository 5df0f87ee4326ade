// What a connection keeps on disk for the next process with the same client ID: messages that wait
// for the broker, how far their exchanges have come, and the identifiers of QoS 2 messages that
// were received and not released.
//
// A message that keep() has accepted survives the end of the process from then on, and a failure of
// power from the next sync, which is under way as soon as the disk is free. Nothing of it is sent
// before that sync: a packet identifier is made from a message's number, and a number that was lost
// would be given again.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "delivery/handover.h"
#include "delivery/journal.h"
#include "state/batch_index.h"
#include "state/database.h"
#include "state/state_file.h"
#include "state/state_unavailable.h"
#include "state/sync_thread.h"

namespace ipaas::mqtt::state {

using delivery::heritage;

class store final : public delivery::journal, private sync_thread::client {
 public:
  // Opens the state of a client ID, and makes it when there is none. Throws state_unavailable.
  store(const std::filesystem::path& directory, std::string_view client_id,
        protocol::version version);
  ~store() override;
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  // Reads what an earlier process has left. Messages of another version of MQTT are translated;
  // properties that the version does not know are dropped. Call it once, before start(). Throws
  // state_unavailable.
  heritage take_up();

  struct listener {
    virtual ~listener() = default;
    // Both must not throw, and must not wait for the store.
    // On the sync thread.
    virtual void on_durable(delivery::durable_point point) = 0;
    // Writing fails, or, with nothing, goes again. Told once for each change, on any thread.
    virtual void on_trouble(const std::optional<error>& what) = 0;
  };
  void start(listener& owner);
  // Writes what is noted, and lets go of the file: others may have it when this returns. The
  // listener is not called afterwards, and keep() fails. Not on the sync thread. The destructor
  // does it too.
  void close();

  // Keeps the messages of QoS 1 and 2 and numbers them. All or none: with an error nothing was
  // kept. [any thread]
  std::optional<error> keep(std::span<delivery::submission> messages);

  // delivery::journal [I/O thread]
  std::uint64_t note_released(std::uint64_t sequence) override;
  void note_done(std::uint64_t sequence) override;
  std::uint64_t note_connected() override;
  void note_disconnected() override;
  std::uint64_t note_received(std::uint16_t identifier) override;
  std::uint64_t note_completed(std::uint16_t identifier) override;
  void note_new_session() override;
  void note_subscribed(std::string_view filter) override;
  void note_unsubscribed(std::string_view filter) override;

 private:
  enum class urgency : std::uint8_t { now, soon, after_a_pause };
  enum troubled_by : unsigned { keeping = 1, writing = 2 };
  struct identifier_change {
    std::uint16_t identifier = 0;
    bool received = false;
  };
  struct filter_change {
    std::string filter;
    bool held = false;
  };
  // Noted, and not written yet.
  struct notes {
    std::vector<std::uint64_t> released;
    std::vector<std::uint64_t> done;
    std::vector<identifier_change> identifiers;
    std::vector<filter_change> filters;
    bool new_session = false;
    bool connected = false;  // since the last notes
    std::uint64_t last = 0;  // the number of the last of them
    bool empty() const {
      return released.empty() && done.empty() && identifiers.empty() && filters.empty() &&
             !new_session && !connected;
    }
  };

  // sync_thread::client
  void write() noexcept override;
  std::uint64_t note(identifier_change change);
  void note(filter_change change);
  void collect_notes();
  void write_noted();
  void write_changes(const notes& given);
  void write_session(const notes& given);
  void sync_log();
  void trim_log();
  void tell(troubled_by who, const std::optional<error>& trouble);
  void wake(urgency how);
  static std::chrono::milliseconds delay_of(urgency how);

  static database open(const std::filesystem::path& path);
  void prepare_schema();
  void keep_all(std::span<delivery::submission> messages);
  void keep_run(std::span<delivery::submission> run);
  void mark_sending(std::uint64_t last);
  void mark_waiting(std::uint64_t first);
  void mark(std::uint64_t sequence);
  void take_up_batch(const statement& row, std::uint64_t sent_up_to, heritage& into);
  static state_unavailable refused(const std::filesystem::path& path,
                                   const database_error& problem);

  protocol::version version_;
  std::optional<state_file> file_;
  const std::filesystem::path path_;
  std::mutex database_mutex_;
  // Under database_mutex_; nothing once closed.
  std::optional<database> database_;
  struct statements;
  std::unique_ptr<statements> statements_;
  batch_index index_;
  std::uint64_t marked_ = 0;  // up to here messages are known to be sent
  std::atomic<bool> connected_{false};

  std::mutex notes_mutex_;
  notes noted_;  // under notes_mutex_
  std::uint64_t last_note_ = 0;
  // Of the sync thread.
  notes writing_;  // not written because of a failure, or being written
  std::atomic<bool> needs_sync_{false};
  std::uint64_t kept_up_to_ = 0;
  std::unique_ptr<database> trimmer_;  // a connection of its own: it waits for the disk
  int log_ = -1;

  listener* owner_ = nullptr;
  std::atomic<unsigned> troubles_{0};
  std::atomic<std::chrono::steady_clock::time_point> not_before_{};  // of the next write
  std::mutex thread_mutex_;
  std::shared_ptr<sync_thread> thread_;  // under thread_mutex_; null: not started, or closed
};

}  // namespace ipaas::mqtt::state
