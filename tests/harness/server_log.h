// What a server program writes to its standard error, kept in memory for as long as it lives: when
// a test fails, the report shows the end of it.
#pragma once

#include <string>
#include <vector>

#include "harness/file_descriptor.h"

namespace ipaas::harness {

class server_log {
 public:
  // `command` is what the server was started with: it names its port or its configuration.
  explicit server_log(const std::vector<std::string>& command);
  ~server_log();
  server_log(const server_log&) = delete;
  server_log& operator=(const server_log&) = delete;

  // Where the server is to write.
  int descriptor() const { return file_.number(); }
  // Its command, and the last lines that it has written.
  std::string report() const;

 private:
  std::string command_;
  file_descriptor file_;
};

// The reports of all servers of this process that live, one behind the other. Any thread.
std::string report_of_servers();

}  // namespace ipaas::harness
