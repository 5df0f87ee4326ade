// One lookup by c-ares: hosts file, then DNS, IPv4 and IPv6. It holds a channel of c-ares, which is
// big (over 60 KiB), so it exists only while the lookup runs. Everything on the I/O thread.
#pragma once

#include <ares.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "transport/descriptor_watch.h"
#include "transport/io_thread.h"
#include "transport/timer.h"

namespace ipaas::mqtt::transport {

struct name_answer {
  int status = ARES_SUCCESS;             // of c-ares
  std::vector<std::string> addresses{};  // textual, IPv4 first; with ARES_SUCCESS
};

class name_query {
 public:
  // `servers` as ares_set_servers_ports_csv takes them; empty: the system's.
  name_query(io_thread& thread, const std::string& servers);
  ~name_query();  // cancels
  name_query(const name_query&) = delete;
  name_query& operator=(const name_query&) = delete;

  // Looks `name` up. Returns the answer when it needs no network, else calls `answered` once with
  // it, which may destroy the query.
  using handler = std::function<void(name_answer)>;
  std::optional<name_answer> start(const std::string& name, handler answered);

 private:
  // A socket of c-ares: what it wants to know of it, and what is being waited for.
  struct watched_socket {
    watched_socket(io_thread& thread, ares_socket_t number) : watch(thread, number) {}
    descriptor_watch watch;
    bool wants_read = false;
    bool wants_write = false;
    bool waits_read = false;
    bool waits_write = false;
  };

  void open(const std::string& servers);
  void socket_changed(ares_socket_t number, int readable, int writable) noexcept;
  void wait(ares_socket_t number, watched_socket& socket);
  void ready(ares_socket_t readable, ares_socket_t writable);
  void proceed();
  void collect(int status, ares_addrinfo* found);

  io_thread& thread_;
  timer retry_;
  ares_channel channel_ = nullptr;
  std::map<ares_socket_t, watched_socket> sockets_;
  handler answered_;
  std::optional<name_answer> answer_;
};

}  // namespace ipaas::mqtt::transport
