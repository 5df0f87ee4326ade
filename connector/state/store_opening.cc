// Opening a store and taking up what an earlier process has left.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "message/problem_text.h"
#include "state/kept_batch.h"
#include "state/state_unavailable.h"
#include "state/store.h"
#include "state/store_statements.h"

namespace ipaas::mqtt::state {

namespace {

using std::chrono::milliseconds;

// "iPaaS" and "M" for MQTT in ASCII, as far as 31 bits go: a file that is another program's is not
// touched.
constexpr std::int64_t application = 0x69504D51;
constexpr std::int64_t newest_version = 1;

milliseconds age_of(std::int64_t unix_time) {
  using std::chrono::system_clock;
  const system_clock::time_point kept{milliseconds(unix_time)};
  return std::max(milliseconds(0),
                  std::chrono::duration_cast<milliseconds>(system_clock::now() - kept));
}

}  // namespace

store::store(const std::filesystem::path& directory, std::string_view client_id,
             protocol::version version)
    : version_(version),
      file_(std::in_place, directory, client_id),
      path_(file_->path()),
      database_(open(path_)) {
  try {
    prepare_schema();
    statements_ = std::make_unique<statements>(*database_);
    trimmer_ = std::make_unique<database>(path_);
    // A connection learns only from its first read that there is a log.
    trimmer_->number("PRAGMA user_version");
  } catch (const database_error& problem) {
    throw refused(path_, problem);
  }
}

database store::open(const std::filesystem::path& path) {
  try {
    return database(path);
  } catch (const database_error& problem) {
    throw refused(path, problem);
  }
}

store::~store() { close(); }

void store::prepare_schema() {
  database_->execute("PRAGMA journal_mode = WAL");
  database_->execute("PRAGMA synchronous = NORMAL");
  const std::int64_t file_version = database_->number("PRAGMA user_version");
  const std::int64_t owner = database_->number("PRAGMA application_id");
  const bool fresh = database_->number("SELECT count(*) FROM sqlite_master") == 0;
  if (!fresh && owner != application) {
    throw unavailable(error_code::core_config, say(problem::state_foreign, path_.string()));
  }
  if (file_version > newest_version) {
    throw unavailable(error_code::core_config,
                      say(problem::state_later, path_.string(), file_version, newest_version));
  }
  if (fresh) {
    transaction all(*database_);
    database_->execute(schema);
    database_->execute(fmt::format("PRAGMA application_id = {}", application).c_str());
    database_->execute(fmt::format("PRAGMA user_version = {}", newest_version).c_str());
    all.commit();
    return;
  }
  statement check(*database_, "PRAGMA quick_check(1)");
  if (!check.next() || check.text(0) != "ok") {
    fail_as_damaged();
  }
}

heritage store::take_up() {
  try {
    heritage left;
    marked_ = static_cast<std::uint64_t>(database_->number("SELECT sent FROM mark"));
    while (statements_->all_batches.next()) {
      take_up_batch(statements_->all_batches, marked_, left);
    }
    index_.continue_after(marked_);
    while (statements_->all_received.next()) {
      left.received.push_back(static_cast<std::uint16_t>(statements_->all_received.number(0)));
    }
    while (statements_->all_filters.next()) {
      left.filters.emplace_back(statements_->all_filters.text(0));
    }
    return left;
  } catch (const database_error& problem) {
    throw refused(path_, problem);
  }
}

void store::take_up_batch(const statement& row, std::uint64_t sent_up_to, heritage& into) {
  const kept_batch kept{static_cast<std::uint64_t>(row.number(0)), row.number(2), row.bytes(3),
                        row.bytes(4)};
  const milliseconds age = age_of(row.number(1));
  batch_content content = read_batch(kept, version_);
  using before = delivery::submission::before;
  for (delivery::submission& message : content.messages) {
    message.age = age;
    if (message.was == before::nothing && message.sequence <= sent_up_to) {
      message.was = before::sent;
    }
    into.bytes += message.size;
    into.messages.push_back(std::move(message));
  }
  const std::size_t count = content.steps.size();
  index_.add(kept.first, count, std::move(content.steps));
}

void store::start(listener& owner) {
  owner_ = &owner;
  auto thread = sync_thread::acquire();
  thread->add(*this);
  const std::lock_guard lock(thread_mutex_);
  thread_ = std::move(thread);
}

void store::close() {
  std::shared_ptr<sync_thread> thread;
  {
    const std::lock_guard lock(thread_mutex_);
    thread = std::move(thread_);
  }
  if (thread) {
    thread->remove(*this);
    write();
  }
  if (const int log = std::exchange(log_, -1); log >= 0) ::close(log);
  const std::lock_guard lock(database_mutex_);
  statements_.reset();
  trimmer_.reset();
  database_.reset();
  file_.reset();
}

}  // namespace ipaas::mqtt::state
