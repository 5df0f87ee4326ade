#include "transport/name/name_query.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/time.h>

#include <array>
#include <chrono>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

namespace ipaas::mqtt::transport {
namespace {

// A lost datagram must not cost a large part of a connect timeout: 2 + 4 + 8 s for one server.
constexpr int first_timeout_ms = 2000;
constexpr int tries = 3;

template <typename Address>
Address copy_of(const sockaddr* address) {
  Address copy{};
  std::memcpy(&copy, address, sizeof copy);
  return copy;
}

std::string text_of(int family, const void* bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, bytes, text.data(), text.size());
}

std::string text_of(const ares_addrinfo_node& node) {
  if (node.ai_family == AF_INET) {
    const auto address = copy_of<sockaddr_in>(node.ai_addr);
    return text_of(AF_INET, &address.sin_addr);
  }
  const auto address = copy_of<sockaddr_in6>(node.ai_addr);
  const auto text = text_of(AF_INET6, &address.sin6_addr);
  return address.sin6_scope_id == 0 ? text : text + '%' + std::to_string(address.sin6_scope_id);
}

std::vector<std::string> ipv4_first(const ares_addrinfo_node* nodes) {
  std::vector<std::string> addresses;
  for (const int family : {AF_INET, AF_INET6}) {
    for (const auto* node = nodes; node != nullptr; node = node->ai_next) {
      if (node->ai_family == family) addresses.push_back(text_of(*node));
    }
  }
  return addresses;
}

}  // namespace

name_query::name_query(io_thread& thread, const std::string& servers)
    : thread_(thread), retry_(thread) {
  open(servers);
}

// c-ares reports the end of its sockets, and of the lookup, from within this call.
name_query::~name_query() {
  if (channel_ != nullptr) ares_destroy(channel_);
}

void name_query::open(const std::string& servers) {
  ares_options options{};
  options.timeout = first_timeout_ms;
  options.tries = tries;
  options.sock_state_cb = [](void* self, ares_socket_t number, int readable, int writable) {
    static_cast<name_query*>(self)->socket_changed(number, readable, writable);
  };
  options.sock_state_cb_data = this;
  int status = ares_init_options(&channel_, &options,
                                 ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB);
  if (status == ARES_SUCCESS && !servers.empty()) {
    status = ares_set_servers_ports_csv(channel_, servers.c_str());
  }
  if (status != ARES_SUCCESS) answer_ = name_answer{status};
}

std::optional<name_answer> name_query::start(const std::string& name, handler answered) {
  if (answer_) return std::exchange(answer_, std::nullopt);
  ares_addrinfo_hints hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_flags = ARES_AI_NOSORT;  // sorting would probe routes with sockets of its own
  ares_getaddrinfo(
      channel_, name.c_str(), nullptr, &hints,
      [](void* self, int status, int, ares_addrinfo* found) {
        static_cast<name_query*>(self)->collect(status, found);
      },
      this);
  if (answer_) return std::exchange(answer_, std::nullopt);
  answered_ = std::move(answered);
  proceed();
  return std::nullopt;
}

// Called by c-ares, through which no exception may pass. A socket that the system will not watch
// stays silent, and the lookup ends by its timeouts.
void name_query::socket_changed(ares_socket_t number, int readable, int writable) noexcept {
  if (readable == 0 && writable == 0) {
    sockets_.erase(number);
    return;
  }
  try {
    auto& socket = sockets_.try_emplace(number, thread_, number).first->second;
    socket.wants_read = readable != 0;
    socket.wants_write = writable != 0;
    wait(number, socket);
  } catch (const std::system_error&) {
    sockets_.erase(number);
  }
}

void name_query::wait(ares_socket_t number, watched_socket& socket) {
  if (socket.wants_read && !std::exchange(socket.waits_read, true)) {
    socket.watch.wait_readable([this, number, &socket] {
      socket.waits_read = false;
      ready(number, ARES_SOCKET_BAD);
    });
  }
  if (socket.wants_write && !std::exchange(socket.waits_write, true)) {
    socket.watch.wait_writable([this, number, &socket] {
      socket.waits_write = false;
      ready(ARES_SOCKET_BAD, number);
    });
  }
}

void name_query::ready(ares_socket_t readable, ares_socket_t writable) {
  ares_process_fd(channel_, readable, writable);
  proceed();
}

// After every call into c-ares; handing the answer over may end this object.
void name_query::proceed() {
  if (answer_) {
    const auto answered = std::exchange(answered_, nullptr);
    answered(*std::exchange(answer_, std::nullopt));
    return;
  }
  for (auto& [number, socket] : sockets_) wait(number, socket);
  timeval left{};
  if (ares_timeout(channel_, nullptr, &left) == nullptr) return;
  const auto delay = std::chrono::seconds(left.tv_sec) + std::chrono::microseconds(left.tv_usec);
  retry_.set(clock::now() + delay, [this] { ready(ARES_SOCKET_BAD, ARES_SOCKET_BAD); });
}

void name_query::collect(int status, ares_addrinfo* found) {
  const std::unique_ptr<ares_addrinfo, void (*)(ares_addrinfo*)> owner(found, ares_freeaddrinfo);
  answer_ = name_answer{status};
  if (found != nullptr) answer_->addresses = ipv4_first(found->nodes);
}

}  // namespace ipaas::mqtt::transport
