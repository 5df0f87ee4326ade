#include "state/database.h"

#include <sqlite3.h>

#include <cstring>
#include <utility>

#include "message/problem_text.h"

namespace ipaas::mqtt::state {

namespace {

[[noreturn]] void fail(int code, ::sqlite3* handle) {
  std::string text = handle == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle);
  const int system = handle == nullptr ? 0 : sqlite3_system_errno(handle);
  const bool of_system = (code & 0xFF) == SQLITE_IOERR || (code & 0xFF) == SQLITE_CANTOPEN;
  if (of_system && system != 0) text += std::string(" (") + std::strerror(system) + ")";
  throw database_error{phrase_value(text).text()};
}

void check(int code, ::sqlite3* handle) {
  if (code != SQLITE_OK) fail(code, handle);
}

}  // namespace

// --- the database ---

void fail_as_damaged() { throw database_error{say(problem::state_damaged)}; }

database::database(const std::filesystem::path& file) {
  ::sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(file.c_str(), &opened,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(opened);
  check(code, opened);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_wal_hook(
      opened,
      [](void* pages, ::sqlite3*, const char*, int count) {
        *static_cast<std::size_t*>(pages) = static_cast<std::size_t>(count);
        return SQLITE_OK;
      },
      log_pages_.get());
  begin_ = std::make_unique<statement>(*this, "BEGIN IMMEDIATE");
  commit_ = std::make_unique<statement>(*this, "COMMIT");
}

database::~database() = default;
database::database(database&&) noexcept = default;

void database::closer::operator()(::sqlite3* handle) const { sqlite3_close_v2(handle); }

void database::execute(const char* sql) {
  check(sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr), handle_.get());
}

std::int64_t database::number(const char* sql) {
  statement question(*this, sql);
  return question.next() ? question.number(0) : 0;
}

void database::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                             nullptr, nullptr);
  if (code != SQLITE_BUSY) check(code, handle_.get());
}

void database::restart_log() {
  check(sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_RESTART, nullptr,
                                  nullptr),
        handle_.get());
  *log_pages_ = 0;
}

// --- statements ---

statement::statement(database& owner, std::string_view sql) {
  ::sqlite3_stmt* prepared = nullptr;
  check(sqlite3_prepare_v3(owner.handle(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &prepared, nullptr),
        owner.handle());
  handle_.reset(prepared);
}

void statement::finalizer::operator()(::sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

statement& statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), parameter, value), sqlite3_db_handle(handle_.get()));
  return *this;
}

statement& statement::bind(int parameter, std::span<const std::byte> bytes) {
  check(sqlite3_bind_blob64(handle_.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC),
        sqlite3_db_handle(handle_.get()));
  return *this;
}

statement& statement::bind(int parameter, std::string_view text) {
  check(sqlite3_bind_text64(handle_.get(), parameter, text.data(), text.size(), SQLITE_STATIC,
                            SQLITE_UTF8),
        sqlite3_db_handle(handle_.get()));
  return *this;
}

void statement::run() {
  while (next()) {
  }
}

bool statement::next() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  // The reset gives the same code again; the message is the database's until then.
  ::sqlite3* const owner = sqlite3_db_handle(handle_.get());
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  try {
    fail(code, owner);
  } catch (...) {
    reset();
    throw;
  }
}

void statement::reset() {
  sqlite3_reset(handle_.get());
  sqlite3_clear_bindings(handle_.get());
}

std::int64_t statement::number(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

std::span<const std::byte> statement::bytes(int column) const {
  const auto* data = static_cast<const std::byte*>(sqlite3_column_blob(handle_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string_view statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

// --- transactions ---

transaction::transaction(database& of) : of_(of) { of_.begin_->run(); }

transaction::~transaction() {
  if (!open_) return;
  // On some failures SQLite has rolled back by itself.
  sqlite3_exec(of_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void transaction::commit() {
  of_.commit_->run();
  open_ = false;
}

}  // namespace ipaas::mqtt::state
