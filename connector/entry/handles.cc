#include "entry/handles.h"

#include <utility>

namespace ipaas::mqtt::entry {

namespace {

// A handle is generation * 2^20 + index + 1 with the generation below 2^32.
constexpr unsigned index_bits = 20;
constexpr std::uint64_t index_mask = (std::uint64_t{1} << index_bits) - 1;
constexpr std::uint64_t generation_mask = (std::uint64_t{1} << 32) - 1;

}  // namespace

// The one of the process. It goes with the library, unless connections are still open: the I/O
// thread works with them until the process is gone.
union process_table {
  handles value;
  process_table() : value() {}
  process_table(const process_table&) = delete;
  process_table& operator=(const process_table&) = delete;
  ~process_table() {
    if (value.all_closed()) value.~handles();
  }
};

handles& handles::instance() {
  static process_table table;
  return table.value;
}

bool handles::all_closed() {
  const std::lock_guard lock(mutex_);
  return free_.size() == entries_.size();
}

std::uint64_t handles::add(std::shared_ptr<operations::hub> connection) {
  const std::lock_guard lock(mutex_);
  std::uint64_t handle = 0;
  take_free(handle).connection = std::move(connection);
  return handle;
}

std::uint64_t handles::add(std::shared_ptr<operations::operation> operation) {
  const std::lock_guard lock(mutex_);
  std::uint64_t handle = 0;
  take_free(handle).operation = std::move(operation);
  return handle;
}

handles::entry& handles::take_free(std::uint64_t& handle) {
  if (free_.empty()) {
    if (entries_.size() >= index_mask) throw std::bad_alloc();
    entries_.emplace_back();
    free_.push_back(entries_.size() - 1);
  }
  const std::size_t index = free_.back();
  free_.pop_back();
  handle = entries_[index].generation << index_bits | (index + 1);
  return entries_[index];
}

handles::entry* handles::find(std::uint64_t handle) {
  const std::uint64_t index = (handle & index_mask) - 1;
  if (index >= entries_.size()) return nullptr;
  entry& found = entries_[index];
  return found.generation == handle >> index_bits ? &found : nullptr;
}

void handles::release(entry& used) {
  used.generation = (used.generation + 1) & generation_mask;
  if (used.generation == 0) used.generation = 1;
  used.connection.reset();
  used.operation.reset();
  free_.push_back(static_cast<std::size_t>(&used - entries_.data()));
}

std::shared_ptr<operations::hub> handles::connection(std::uint64_t handle) {
  const std::lock_guard lock(mutex_);
  const entry* found = find(handle);
  return found == nullptr ? nullptr : found->connection;
}

std::shared_ptr<operations::operation> handles::operation(std::uint64_t handle) {
  const std::lock_guard lock(mutex_);
  const entry* found = find(handle);
  return found == nullptr ? nullptr : found->operation;
}

std::shared_ptr<operations::hub> handles::remove_connection(std::uint64_t handle) {
  std::vector<std::shared_ptr<operations::operation>> dropped;  // destroyed outside the lock
  const std::lock_guard lock(mutex_);
  entry* found = find(handle);
  if (found == nullptr || !found->connection) return nullptr;
  auto connection = found->connection;
  release(*found);
  for (entry& other : entries_) {
    if (!other.operation || other.operation->owner() != connection) continue;
    dropped.push_back(other.operation);
    release(other);
  }
  return connection;
}

std::shared_ptr<operations::operation> handles::remove_operation(std::uint64_t handle) {
  const std::lock_guard lock(mutex_);
  entry* found = find(handle);
  if (found == nullptr || !found->operation) return nullptr;
  auto operation = found->operation;
  release(*found);
  return operation;
}

}  // namespace ipaas::mqtt::entry
