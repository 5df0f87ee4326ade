// Keeping messages and writing notes; opening and taking up is in store_opening.cc.
#include "state/store.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "message/problem_text.h"
#include "protocol/types.h"
#include "state/state_unavailable.h"
#include "state/store_statements.h"

namespace ipaas::mqtt::state {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// What nobody waits for is written so much later, together with what comes until then.
constexpr milliseconds lazily{50};
constexpr milliseconds after_failure{1000};
// Between two writes: under load, many batches then share a sync and a transaction.
constexpr std::chrono::microseconds between_writes{500};
constexpr std::uint64_t mark_ahead = 100'000;
// Pages of the log from which it is copied back into the file: 8 MiB.
constexpr std::size_t log_to_copy = 2048;

std::int64_t unix_milliseconds() {
  return std::chrono::duration_cast<milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool is_kept(const delivery::submission& message) {
  return message.qos != protocol::qos::at_most_once;
}

// How many of `messages` stand one behind the other in one block, and are to be kept.
std::size_t run_length(std::span<const delivery::submission> messages) {
  std::size_t length = 0;
  const std::byte* expected = messages.front().packet;
  for (const delivery::submission& each : messages) {
    if (each.packet != expected || each.block.get() != messages.front().block.get()) break;
    if (!is_kept(each)) break;
    expected += each.size;
    ++length;
  }
  return length;
}

}  // namespace

milliseconds store::delay_of(urgency how) {
  switch (how) {
    case urgency::now:
      return milliseconds::zero();
    case urgency::soon:
      return lazily;
    default:
      return after_failure;
  }
}

state_unavailable store::refused(const std::filesystem::path& path, const database_error& problem) {
  return unavailable(error_code::core_resource,
                     say(problem::state_failed, path.string(), problem.text));
}

// --- messages ---

std::optional<error> store::keep(std::span<delivery::submission> messages) {
  std::optional<error> failure;
  try {
    const std::lock_guard lock(database_mutex_);
    if (!database_) return describe(error_code::core_state, "The connection was closed");
    if (std::ranges::none_of(messages, is_kept)) return {};
    keep_all(messages);
  } catch (const database_error& problem) {
    failure = refused(path_, problem).reason;
  }
  if (!failure) {
    needs_sync_ = true;
    wake(urgency::now);
  }
  tell(troubled_by::keeping, failure);
  return failure;
}

void store::keep_all(std::span<delivery::submission> messages) {
  const std::uint64_t first = index_.next();
  const std::uint64_t marked = marked_;
  try {
    transaction all(*database_);
    for (auto rest = messages; !rest.empty();) {
      const std::size_t length = run_length(rest);
      if (length > 0) keep_run(rest.first(length));
      rest = rest.subspan(std::max<std::size_t>(length, 1));
    }
    connected_ ? mark_sending(index_.next() - 1) : mark_waiting(first);
    all.commit();
  } catch (...) {
    index_.take_back(first);
    marked_ = marked;
    throw;
  }
}

// The messages are numbered before the transaction is over; who gets an error does not look.
void store::keep_run(std::span<delivery::submission> run) {
  const std::uint64_t first = index_.next();
  const std::byte* const begin = run.front().packet;
  const std::byte* const end = run.back().packet + run.back().size;
  statements_->insert_batch.bind(1, static_cast<std::int64_t>(first))
      .bind(2, unix_milliseconds())
      .bind(3, static_cast<std::int64_t>(version_))
      .bind(4, std::span(begin, end))
      .run();
  index_.add(first, run.size());
  for (std::size_t i = 0; i < run.size(); ++i) run[i].sequence = first + i;
}

// Messages up to `last` may be sent. Far ahead, because the mark costs a page each time.
void store::mark_sending(std::uint64_t last) {
  if (marked_ < last) mark(last + mark_ahead);
}

// Messages from `first` will not be sent yet.
void store::mark_waiting(std::uint64_t first) {
  if (marked_ >= first) mark(first - 1);
}

void store::mark(std::uint64_t sequence) {
  statements_->mark_sent.bind(1, static_cast<std::int64_t>(sequence)).run();
  marked_ = sequence;
}

// --- notes ---

std::uint64_t store::note_released(std::uint64_t sequence) {
  const std::lock_guard lock(notes_mutex_);
  noted_.released.push_back(sequence);
  wake(urgency::now);
  return noted_.last = ++last_note_;
}

void store::note_done(std::uint64_t sequence) {
  const std::lock_guard lock(notes_mutex_);
  noted_.done.push_back(sequence);
  if (noted_.done.size() == 1) wake(urgency::soon);
}

std::uint64_t store::note_connected() {
  connected_ = true;
  const std::lock_guard lock(notes_mutex_);
  noted_.connected = true;
  wake(urgency::now);
  return noted_.last = ++last_note_;
}

void store::note_disconnected() { connected_ = false; }

std::uint64_t store::note_received(std::uint16_t identifier) { return note({identifier, true}); }

std::uint64_t store::note_completed(std::uint16_t identifier) { return note({identifier, false}); }

std::uint64_t store::note(identifier_change change) {
  const std::lock_guard lock(notes_mutex_);
  noted_.identifiers.push_back(change);
  wake(urgency::now);
  return noted_.last = ++last_note_;
}

void store::note_new_session() {
  const std::lock_guard lock(notes_mutex_);
  noted_.new_session = true;
  noted_.identifiers.clear();
  noted_.filters.clear();
  wake(urgency::now);
}

void store::note_subscribed(std::string_view filter) { note({std::string(filter), true}); }

void store::note_unsubscribed(std::string_view filter) { note({std::string(filter), false}); }

void store::note(filter_change change) {
  const std::lock_guard lock(notes_mutex_);
  noted_.filters.push_back(std::move(change));
  wake(urgency::soon);
}

void store::wake(urgency how) {
  const std::lock_guard lock(thread_mutex_);
  if (!thread_) return;
  thread_->wake(*this, std::max(steady_clock::now() + delay_of(how), not_before_.load()));
}

// --- the sync thread ---

void store::write() noexcept {
  not_before_ = steady_clock::now() + between_writes;
  try {
    write_noted();
    tell(troubled_by::writing, std::nullopt);
  } catch (const database_error& problem) {
    tell(troubled_by::writing, refused(path_, problem).reason);
    wake(urgency::after_a_pause);
  } catch (const std::bad_alloc&) {
    wake(urgency::after_a_pause);
  }
}

void store::collect_notes() {
  const std::lock_guard lock(notes_mutex_);
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(), from.begin(), from.end());
    from.clear();
  };
  if (std::exchange(noted_.new_session, false)) {
    writing_.new_session = true;
    writing_.identifiers.clear();
    writing_.filters.clear();
  }
  append(writing_.released, noted_.released);
  append(writing_.done, noted_.done);
  append(writing_.identifiers, noted_.identifiers);
  append(writing_.filters, noted_.filters);
  writing_.connected |= std::exchange(noted_.connected, false);
  writing_.last = noted_.last;
}

void store::write_noted() {
  collect_notes();
  if (writing_.released.size() + writing_.identifiers.size() > 0 || writing_.connected) {
    needs_sync_ = true;
  }
  const bool syncing = needs_sync_.exchange(false);
  try {
    {
      const std::lock_guard lock(database_mutex_);
      write_changes(writing_);
      kept_up_to_ = index_.next() - 1;
    }
    const std::uint64_t last = writing_.last;
    writing_ = notes{};
    writing_.last = last;
    if (syncing) sync_log();
  } catch (...) {
    if (syncing) needs_sync_ = true;
    throw;
  }
  if (syncing) owner_->on_durable({kept_up_to_, writing_.last});
  trim_log();
}

void store::write_changes(const notes& given) {
  for (const std::uint64_t sequence : given.released) index_.advance(sequence, progress::released);
  for (const std::uint64_t sequence : given.done) index_.advance(sequence, progress::done);
  if (given.empty() && index_.finished().empty() && index_.changed().empty()) return;
  transaction all(*database_);
  for (const std::uint64_t first : index_.finished()) {
    statements_->delete_batch.bind(1, static_cast<std::int64_t>(first)).run();
    statements_->delete_progress.bind(1, static_cast<std::int64_t>(first)).run();
  }
  for (const std::uint64_t first : index_.changed()) {
    statements_->set_progress.bind(1, static_cast<std::int64_t>(first))
        .bind(2, std::as_bytes(std::span(index_.states_of(first))))
        .run();
  }
  write_session(given);
  const std::uint64_t marked = marked_;
  try {
    if (given.connected) mark_sending(index_.next() - 1);
    all.commit();
  } catch (...) {
    marked_ = marked;
    throw;
  }
  index_.forget_changes();
}

void store::write_session(const notes& given) {
  if (given.new_session) database_->execute("DELETE FROM received; DELETE FROM filter");
  for (const filter_change& change : given.filters) {
    (change.held ? statements_->add_filter : statements_->remove_filter)
        .bind(1, std::string_view(change.filter))
        .run();
  }
  for (const identifier_change& change : given.identifiers) {
    (change.received ? statements_->add_received : statements_->remove_received)
        .bind(1, std::int64_t{change.identifier})
        .run();
  }
}

// SQLite in its WAL mode leaves it to us when what was committed is forced to the disk.
void store::sync_log() {
  if (log_ < 0) log_ = ::open((path_.string() + "-wal").c_str(), O_RDWR | O_CLOEXEC);
  if (log_ < 0 || ::fdatasync(log_) != 0) {
    throw database_error{say(problem::state_log, std::strerror(errno))};
  }
}

// Most of the log is copied while others write to it; only the rest holds them up. The file keeps
// its size and is written anew from its beginning.
void store::trim_log() {
  {
    const std::lock_guard lock(database_mutex_);
    if (database_->log_pages() < log_to_copy) return;
  }
  trimmer_->checkpoint();
  const std::lock_guard lock(database_mutex_);
  database_->restart_log();
}

// Both who keeps and who writes may be in trouble; one word is enough while either is.
void store::tell(troubled_by who, const std::optional<error>& trouble) {
  const unsigned before = trouble ? troubles_.fetch_or(who) : troubles_.fetch_and(~unsigned{who});
  const unsigned after = trouble ? before | who : before & ~unsigned{who};
  if ((before != 0) != (after != 0)) owner_->on_trouble(trouble);
}

}  // namespace ipaas::mqtt::state
