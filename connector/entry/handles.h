// Handles of connections and operations: numbers below 2^53 that carry their kind and a generation,
// so that a forged, closed or mistaken one is found out instead of followed. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "operations/hub.h"
#include "operations/operation.h"

namespace ipaas::mqtt::entry {

class handles {
  struct entry {
    std::uint64_t generation = 1;
    bool closing = false;
    std::shared_ptr<operations::hub> connection;
    std::shared_ptr<operations::operation> operation;
  };

 public:
  // The table of the process, until the library is unloaded.
  static handles& instance();
  handles() = default;
  handles(const handles&) = delete;
  handles& operator=(const handles&) = delete;

  bool all_closed();

  // The place of a handle for what is yet to be opened: having it first, opening cannot end with
  // something open that no handle leads to. One that is not filled is free again.
  class place {
   public:
    explicit place(handles& table);  // throws std::bad_alloc
    ~place();
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    std::uint64_t fill(std::shared_ptr<operations::hub> connection) noexcept;
    std::uint64_t fill(std::shared_ptr<operations::operation> operation) noexcept;

   private:
    template <typename Opened>
    std::uint64_t put(std::shared_ptr<Opened> entry::*where,
                      std::shared_ptr<Opened> opened) noexcept;

    handles& table_;
    std::size_t index_;
    bool filled_ = false;
  };

  // Nothing when the handle is not one of this kind that is open.
  std::shared_ptr<operations::hub> connection(std::uint64_t handle);
  std::shared_ptr<operations::operation> operation(std::uint64_t handle);

  // Runs `close` with what the handle leads to, which is an error from the beginning of it; for a
  // connection, the handles of its operations are errors from its end. When `close` throws, the
  // handle is as good as before. False when it is not one of this kind that is open.
  template <typename Close>
  bool close_connection(std::uint64_t handle, Close close);
  template <typename Close>
  bool close_operation(std::uint64_t handle, Close close);

 private:
  // Ends or, when it is destroyed before, undoes the closing of a handle.
  class closing_mark {
   public:
    closing_mark(handles& table, std::uint64_t handle) : table_(table), handle_(handle) {}
    ~closing_mark() {
      if (!ended_) table_.reopen(handle_);
    }
    closing_mark(const closing_mark&) = delete;
    closing_mark& operator=(const closing_mark&) = delete;
    void end() noexcept {
      ended_ = true;
      table_.remove(handle_);
    }

   private:
    handles& table_;
    std::uint64_t handle_;
    bool ended_ = false;
  };

  std::size_t take_free();
  entry* find(std::uint64_t handle);
  template <typename Opened>
  std::shared_ptr<Opened> look_up(std::uint64_t handle, std::shared_ptr<Opened> entry::*where);
  template <typename Opened>
  std::shared_ptr<Opened> begin_closing(std::uint64_t handle,
                                        std::shared_ptr<Opened> entry::*where);
  // What was closed, or nothing.
  template <typename Opened, typename Close>
  std::shared_ptr<Opened> close(std::uint64_t handle, std::shared_ptr<Opened> entry::*where,
                                Close work);
  void reopen(std::uint64_t handle) noexcept;
  void remove(std::uint64_t handle) noexcept;
  void remove_operations(const operations::hub& owner) noexcept;
  void release(entry& used) noexcept;

  std::mutex mutex_;
  std::vector<entry> entries_;
  std::vector<std::size_t> free_;  // has room for every entry
};

template <typename Opened>
std::shared_ptr<Opened> handles::begin_closing(std::uint64_t handle,
                                               std::shared_ptr<Opened> entry::*where) {
  const std::lock_guard lock(mutex_);
  entry* found = find(handle);
  if (found == nullptr || found->closing || !(found->*where)) return nullptr;
  found->closing = true;
  return found->*where;
}

template <typename Opened, typename Close>
std::shared_ptr<Opened> handles::close(std::uint64_t handle, std::shared_ptr<Opened> entry::*where,
                                       Close work) {
  auto closing = begin_closing(handle, where);
  if (!closing) return nullptr;
  closing_mark mark(*this, handle);
  work(*closing);
  mark.end();
  return closing;
}

template <typename Close>
bool handles::close_connection(std::uint64_t handle, Close work) {
  const auto closed = close(handle, &entry::connection, work);
  if (closed) remove_operations(*closed);
  return closed != nullptr;
}

template <typename Close>
bool handles::close_operation(std::uint64_t handle, Close work) {
  return close(handle, &entry::operation, work) != nullptr;
}

}  // namespace ipaas::mqtt::entry
