// Where each kept message stands: in which batch, and how far its exchange has come. What a row of
// the database is, but for the bytes of the messages. Pure.
//
// Messages are numbered from 1 in the order they were kept; a batch holds neighbours, and is
// removed as a whole when the last of them is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace ipaas::mqtt::state {

enum class progress : std::uint8_t { kept = 0, released = 1, done = 2 };

class batch_index {
 public:
  // The number that the next message gets.
  std::uint64_t next() const { return next_; }
  // Batches are added in the order of their numbers; `states` is empty for new messages.
  void add(std::uint64_t first, std::size_t count, std::vector<progress> states = {});

  // Numbers above `last` come next, also when there is none of them.
  void continue_after(std::uint64_t last);
  // Takes back the newest batches, from the one that begins with `first`.
  void take_back(std::uint64_t first) noexcept;

  // Notes a step of a message; one that is not kept (any more) is ignored.
  void advance(std::uint64_t sequence, progress step);

  // What has to be written since the last call of forget_changes().
  const std::vector<std::uint64_t>& finished() const { return finished_; }  // first of each batch
  const std::set<std::uint64_t>& changed() const { return changed_; }
  const std::vector<progress>& states_of(std::uint64_t first) const;
  void forget_changes();

  bool empty() const { return batches_.empty(); }

 private:
  struct batch {
    std::vector<progress> states;
    std::size_t undone = 0;
  };
  std::map<std::uint64_t, batch> batches_;
  std::vector<std::uint64_t> finished_;
  std::set<std::uint64_t> changed_;
  std::uint64_t next_ = 1;
};

}  // namespace ipaas::mqtt::state
