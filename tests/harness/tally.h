// How often each message of a numbered sequence came.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ipaas::harness {

class tally {
 public:
  void note(std::size_t number) {
    if (number >= times_.size()) times_.resize(number + 1);
    if (++times_[number] > 1) {
      ++doubled_;
      return;
    }
    ++different_;
    if (number < next_) ++late_;
    next_ = std::max(next_, number + 1);
  }
  void note(std::string_view payload) { note(std::stoul(std::string(payload))); }

  std::size_t different() const { return different_; }
  std::size_t lost_of(std::size_t sent) const {
    return sent - std::min<std::size_t>(sent, different_);
  }
  std::size_t doubled() const { return doubled_; }  // arrivals beyond the first of each
  std::size_t late() const { return late_; }        // first arrivals behind one of a higher number
  bool has(std::size_t number) const { return number < times_.size() && times_[number] > 0; }

 private:
  std::vector<unsigned> times_;
  std::size_t different_ = 0;
  std::size_t doubled_ = 0;
  std::size_t late_ = 0;
  std::size_t next_ = 0;
};

}  // namespace ipaas::harness
