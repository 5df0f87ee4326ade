// A first-in first-out queue in one block of memory, empty until it is used: an idle connection has
// several of them, and std::deque would cost each half a kilobyte.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace ipaas::mqtt::delivery {

template <typename Value>
class fifo {
 public:
  bool empty() const { return head_ == values_.size(); }
  std::size_t size() const { return values_.size() - head_; }
  Value& front() { return values_[head_]; }
  const Value& front() const { return values_[head_]; }
  void push(Value value) { values_.push_back(std::move(value)); }
  Value pop() {
    Value value = std::move(values_[head_]);
    if (++head_ == values_.size()) {
      clear();
    } else if (head_ >= 1024 && head_ * 2 >= values_.size()) {
      // Moving the rest down once half is used up keeps both time and memory proportional.
      values_.erase(values_.begin(), values_.begin() + static_cast<std::ptrdiff_t>(head_));
      head_ = 0;
    }
    return value;
  }
  void clear() {
    values_.clear();
    head_ = 0;
  }
  auto begin() { return values_.begin() + static_cast<std::ptrdiff_t>(head_); }
  auto end() { return values_.end(); }
  // Removes what `unwanted` says, keeping the order.
  template <typename Predicate>
  void remove_if(Predicate unwanted) {
    std::vector<Value> kept;
    for (Value& value : *this) {
      if (!unwanted(value)) kept.push_back(std::move(value));
    }
    values_ = std::move(kept);
    head_ = 0;
  }

 private:
  std::vector<Value> values_;
  std::size_t head_ = 0;
};

}  // namespace ipaas::mqtt::delivery
