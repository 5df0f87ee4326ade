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
 public:
  // The table of the process, until the library is unloaded.
  static handles& instance();
  handles() = default;
  handles(const handles&) = delete;
  handles& operator=(const handles&) = delete;

  bool all_closed();

  std::uint64_t add(std::shared_ptr<operations::hub> connection);
  std::uint64_t add(std::shared_ptr<operations::operation> operation);

  // Nothing when the handle is not one of this kind that is open.
  std::shared_ptr<operations::hub> connection(std::uint64_t handle);
  std::shared_ptr<operations::operation> operation(std::uint64_t handle);

  // As above, and the handle is an error from now on; for a connection, those of its operations
  // too.
  std::shared_ptr<operations::hub> remove_connection(std::uint64_t handle);
  std::shared_ptr<operations::operation> remove_operation(std::uint64_t handle);

 private:
  struct entry {
    std::uint64_t generation = 1;
    std::shared_ptr<operations::hub> connection;
    std::shared_ptr<operations::operation> operation;
  };
  entry& take_free(std::uint64_t& handle);
  entry* find(std::uint64_t handle);
  void release(entry& used);

  std::mutex mutex_;
  std::vector<entry> entries_;
  std::vector<std::size_t> free_;
};

}  // namespace ipaas::mqtt::entry
