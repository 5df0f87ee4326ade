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

// --- opening ---

handles::place::place(handles& table) : table_(table) {
  const std::lock_guard lock(table.mutex_);
  index_ = table.take_free();
}

handles::place::~place() {
  if (filled_) return;
  const std::lock_guard lock(table_.mutex_);
  table_.free_.push_back(index_);
}

template <typename Opened>
std::uint64_t handles::place::put(std::shared_ptr<Opened> entry::*where,
                                  std::shared_ptr<Opened> opened) noexcept {
  const std::lock_guard lock(table_.mutex_);
  entry& filled = table_.entries_[index_];
  filled.*where = std::move(opened);
  filled_ = true;
  return filled.generation << index_bits | (index_ + 1);
}

std::uint64_t handles::place::fill(std::shared_ptr<operations::hub> connection) noexcept {
  return put(&entry::connection, std::move(connection));
}

std::uint64_t handles::place::fill(std::shared_ptr<operations::operation> operation) noexcept {
  return put(&entry::operation, std::move(operation));
}

std::size_t handles::take_free() {
  if (free_.empty()) {
    if (entries_.size() >= index_mask) throw std::bad_alloc();
    entries_.reserve(entries_.size() + 1 > entries_.capacity() ? entries_.size() * 2 + 1 : 0);
    free_.reserve(entries_.capacity());
    entries_.emplace_back();
    free_.push_back(entries_.size() - 1);
  }
  const std::size_t index = free_.back();
  free_.pop_back();
  return index;
}

// --- in use ---

handles::entry* handles::find(std::uint64_t handle) {
  const std::uint64_t index = (handle & index_mask) - 1;
  if (index >= entries_.size()) return nullptr;
  entry& found = entries_[index];
  return found.generation == handle >> index_bits ? &found : nullptr;
}

template <typename Opened>
std::shared_ptr<Opened> handles::look_up(std::uint64_t handle,
                                         std::shared_ptr<Opened> entry::*where) {
  const std::lock_guard lock(mutex_);
  const entry* found = find(handle);
  return found == nullptr || found->closing ? nullptr : found->*where;
}

std::shared_ptr<operations::hub> handles::connection(std::uint64_t handle) {
  return look_up(handle, &entry::connection);
}

std::shared_ptr<operations::operation> handles::operation(std::uint64_t handle) {
  return look_up(handle, &entry::operation);
}

// --- closing ---

void handles::reopen(std::uint64_t handle) noexcept {
  const std::lock_guard lock(mutex_);
  if (entry* found = find(handle)) found->closing = false;
}

void handles::remove(std::uint64_t handle) noexcept {
  const std::lock_guard lock(mutex_);
  if (entry* found = find(handle)) release(*found);
}

void handles::remove_operations(const operations::hub& owner) noexcept {
  for (std::size_t index = 0;; ++index) {
    std::shared_ptr<operations::operation> dropped;  // destroyed outside the lock
    const std::lock_guard lock(mutex_);
    if (index >= entries_.size()) return;
    entry& other = entries_[index];
    // One that is just being closed by its own handle is removed by that call.
    if (other.closing || !other.operation || other.operation->owner().get() != &owner) continue;
    dropped = other.operation;
    release(other);
  }
}

void handles::release(entry& used) noexcept {
  used.generation = (used.generation + 1) & generation_mask;
  if (used.generation == 0) used.generation = 1;
  used.closing = false;
  used.connection.reset();
  used.operation.reset();
  free_.push_back(static_cast<std::size_t>(&used - entries_.data()));
}

}  // namespace ipaas::mqtt::entry
