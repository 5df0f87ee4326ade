// A probe of a connection, as the host sees it: each broker of the list in turn, and the report.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "config/probe_request.h"
#include "operations/client_id_claim.h"
#include "operations/probe_attempt.h"
#include "operations/probe_report.h"
#include "transport/io_thread.h"

namespace ipaas::mqtt::operations {

class probe {
 public:
  // `wanted` was parsed, in `parsing`, and has no errors. Throws std::system_error or
  // std::bad_alloc, and client_id_taken when the process has a connection for every client ID that
  // a probe may use.
  probe(config::parsed<config::probe_request> wanted, std::chrono::nanoseconds parsing);
  ~probe();
  probe(const probe&) = delete;
  probe& operator=(const probe&) = delete;

  // Waits until every broker was tried, `timeout` at most: what the brokers before it have left of
  // it, a broker shares with those behind it. Returns the report. Once. [not the I/O thread]
  std::string run(std::chrono::milliseconds timeout);

 private:
  using time_point = probe_attempt::time_point;

  void take_client_id();
  void warn_if_cut();
  void try_next(std::size_t index);
  void collect();

  config::probe_request wanted_;
  probe_outcome outcome_;
  std::optional<client_id_claim> claim_;
  std::shared_ptr<transport::io_thread> thread_;
  std::vector<std::unique_ptr<probe_attempt>> attempts_;
  time_point deadline_{};
  std::binary_semaphore over_{0};
};

}  // namespace ipaas::mqtt::operations
