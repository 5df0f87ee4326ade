// One operation as the host sees it: the two queues and the descriptor. Consumer and producer
// differ in what they do with what is submitted.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "ipaas/plugin.h"
#include "operations/record_format.h"
#include "operations/record_queue.h"
#include "session/operation_port.h"

namespace ipaas::mqtt::operations {

class hub;

// What a call of the host's came to: a status of plugin.h, and the error to go with it.
struct result {
  std::int32_t status = IPAAS_OK;
  std::optional<error> failure{};
};
result refused(std::int32_t status, std::string_view detail);

class operation : public session::operation_port, public std::enable_shared_from_this<operation> {
 public:
  operation(std::shared_ptr<hub> owner, std::uint32_t id);
  ~operation() override = default;

  std::uint32_t id() const { return id_; }
  const std::shared_ptr<hub>& owner() const { return owner_; }

  // The calls of plugin.h. [any thread, as plugin.h says]
  result submit(std::span<const std::byte> records, std::size_t& accepted);
  result take(std::span<std::byte> room, std::size_t& length);
  result stop(std::chrono::milliseconds timeout);
  // Runs `remove`, which takes the operation from its connection: a submit that is under way comes
  // to its end first, and each one afterwards is refused.
  void close(const std::function<void()>& remove);
  int descriptor() const { return queue_.descriptor(); }

  // session::operation_port
  void on_event(const session::event& what) override;
  void commit() override { queue_.commit(); }

 protected:
  // Takes over one record of the kind that accepted_kind() says. AGAIN: there is no room for it.
  virtual result accept(const record_view& record) = 0;
  virtual std::uint16_t accepted_kind() const = 0;
  // Passes on what accept() has gathered. Called once for each submit. With a failure nothing of
  // it was accepted after all.
  virtual result flush() = 0;
  // The parts of a queued record that only the kind of operation knows; the views live until the
  // next call. `taken` is told once the record stands in the host's buffer.
  virtual record_parts parts_of(const queued_record& record);
  virtual void on_taken(const queued_record& record) = 0;
  // The end of a take.
  virtual void taken_all() {}

  record_queue& queue() { return queue_; }

 private:
  static constexpr std::uint32_t most_events = 256;

  bool takes_records() const;  // under submit_mutex_

  std::shared_ptr<hub> owner_;
  std::uint32_t id_;
  record_queue queue_;
  std::mutex submit_mutex_;
  bool stopping_ = false;  // under submit_mutex_
  bool closed_ = false;    // likewise
  std::atomic<bool> ended_{false};
  std::atomic<std::uint32_t> events_{0};
};

}  // namespace ipaas::mqtt::operations
