// SQLite, as little of it as the store needs. The only user of sqlite3.h.
//
// Threads: one at a time for each database and its statements.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "message/phrase.h"

struct sqlite3;
struct sqlite3_stmt;

namespace ipaas::mqtt::state {

// What SQLite, or the system below it, refused.
struct database_error {
  phrase text;
};
// What is in the file cannot have been written by this library.
[[noreturn]] void fail_as_damaged();

class statement;

class database {
 public:
  // Opens the file, and makes it when it is not there. Throws database_error, as all below.
  explicit database(const std::filesystem::path& file);
  ~database();
  database(database&&) noexcept;

  void execute(const char* sql);
  std::int64_t number(const char* sql);  // the first column of the only row
  // Copies from the log into the file as much as goes without waiting for anybody.
  void checkpoint();
  // Copies all of it, so that the next commit begins the log anew. Nobody may write meanwhile.
  void restart_log();
  // How many pages the log has after the last commit of this object.
  std::size_t log_pages() const { return *log_pages_; }

  ::sqlite3* handle() const { return handle_.get(); }

 private:
  friend class transaction;
  struct closer {
    void operator()(::sqlite3* handle) const;
  };
  std::unique_ptr<std::size_t> log_pages_ = std::make_unique<std::size_t>(0);
  std::unique_ptr<::sqlite3, closer> handle_;
  std::unique_ptr<statement> begin_;
  std::unique_ptr<statement> commit_;
};

// A prepared statement, to be used again and again.
class statement {
 public:
  statement(database& owner, std::string_view sql);

  // Parameters from 1. Bytes and text must live until run() or the last next().
  statement& bind(int parameter, std::int64_t value);
  statement& bind(int parameter, std::span<const std::byte> bytes);
  statement& bind(int parameter, std::string_view text);

  // Runs it to its end.
  void run();
  // The next row; false: there is none, and the statement is ready for the next use.
  bool next();
  std::int64_t number(int column) const;
  std::span<const std::byte> bytes(int column) const;  // until the next call
  std::string_view text(int column) const;

 private:
  void reset();
  struct finalizer {
    void operator()(::sqlite3_stmt* handle) const;
  };
  std::unique_ptr<::sqlite3_stmt, finalizer> handle_;
};

// All or nothing: what was changed since is undone unless commit() succeeds.
class transaction {
 public:
  explicit transaction(database& of);
  ~transaction();
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  void commit();

 private:
  database& of_;
  bool open_ = true;
};

}  // namespace ipaas::mqtt::state
