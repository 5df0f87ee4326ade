#include "transport/name/resolver.h"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "message/problem_text.h"
#include "transport/descriptor.h"
#include "transport/name/host_name.h"
#include "transport/name/name_failure.h"
#include "transport/name/name_query.h"
#include "transport/system_failure.h"

namespace ipaas::mqtt::transport {
namespace {

// c-ares tells a socket that it could not open as one that was refused, so the system is asked.
int reason_against_sockets() {
  const descriptor probe(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  return probe ? 0 : errno;
}

error failure_of(int status, const std::string& host) {
  const int number = status == ARES_ECONNREFUSED ? reason_against_sockets() : 0;
  if (number != 0) {
    return describe(error_code::core_resource,
                    say(problem::lookup_failed, host, system_reason(number)));
  }
  return describe(code_of_lookup(status), words_of_lookup(status, host));
}

error bad_name(const std::string& host, const phrase& fault) {
  return describe(error_code::dns, say(problem::name_flawed, host, fault));
}

std::vector<socket_address> with_port(std::vector<std::string> ips, std::uint16_t port) {
  std::vector<socket_address> addresses;
  addresses.reserve(ips.size());
  for (auto& ip : ips) addresses.push_back({std::move(ip), port});
  return addresses;
}

}  // namespace

struct resolver::implementation : std::enable_shared_from_this<implementation> {
  implementation(io_thread& io, std::string name_servers)
      : thread(io), servers(std::move(name_servers)) {}

  void look_up();
  void finish(name_answer found);
  void finish(std::optional<error> failure, std::vector<socket_address> addresses);
  void finish_later(std::function<void(implementation&)> how);

  io_thread& thread;
  std::string servers;
  std::string host;
  std::uint16_t port = 0;
  handler done;
  std::unique_ptr<name_query> query;  // while an answer is under way
};

void resolver::implementation::look_up() {
  query = std::make_unique<name_query>(thread, servers);
  auto found = query->start(host, [this](name_answer answer) { finish(std::move(answer)); });
  if (!found) return;
  query.reset();
  finish_later([answer = *std::move(found)](implementation& self) { self.finish(answer); });
}

void resolver::implementation::finish(name_answer found) {
  if (found.status == ARES_SUCCESS) {
    finish(std::nullopt, with_port(std::move(found.addresses), port));
  } else {
    finish(failure_of(found.status, host), {});
  }
}

// The handler may destroy the resolver, or begin the next lookup.
void resolver::implementation::finish(std::optional<error> failure,
                                      std::vector<socket_address> addresses) {
  query.reset();
  std::exchange(done, nullptr)(std::move(failure), std::move(addresses));
}

void resolver::implementation::finish_later(std::function<void(implementation&)> how) {
  thread.post([weak = weak_from_this(), how = std::move(how)] {
    if (const auto self = weak.lock()) how(*self);
  });
}

resolver::resolver(io_thread& thread, std::string servers)
    : implementation_(std::make_shared<implementation>(thread, std::move(servers))) {}

resolver::~resolver() = default;

void resolver::resolve(const std::string& host, std::uint16_t port, handler done) {
  using self = implementation;
  implementation_->host = host;
  implementation_->port = port;
  implementation_->done = std::move(done);
  if (is_address_literal(host)) {
    implementation_->finish_later([](self& it) { it.finish({}, {{it.host, it.port}}); });
  } else if (const auto fault = fault_in_name(host); !fault.empty()) {
    implementation_->finish_later([fault](self& it) { it.finish(bad_name(it.host, fault), {}); });
  } else {
    implementation_->look_up();
  }
}

}  // namespace ipaas::mqtt::transport
