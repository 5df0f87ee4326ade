#include "transport/system_failure.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "message/problem_text.h"

namespace ipaas::mqtt::transport {

namespace {

bool lacks_resources(int number) {
  switch (number) {
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case ENOSPC:  // no more descriptors may be watched
      return true;
    default:
      return false;
  }
}

// The call itself was wrong, and no broker can be blamed for it.
bool is_misuse(int number) {
  switch (number) {
    case EBADF:
    case EFAULT:
    case ENOTSOCK:
    case EDESTADDRREQ:
    case EISCONN:
    case EALREADY:
      return true;
    default:
      return false;
  }
}

struct known_reason {
  int number;
  const sentence<0>* words;
};
constexpr std::array known_reasons{
    known_reason{ECONNREFUSED, &problem::system_refused},
    known_reason{ENETUNREACH, &problem::system_unreachable},
    known_reason{EHOSTUNREACH, &problem::system_no_route},
    known_reason{ETIMEDOUT, &problem::system_timed_out},
    known_reason{ECONNRESET, &problem::system_reset},
    known_reason{ECONNABORTED, &problem::system_aborted},
    known_reason{EPIPE, &problem::system_broken_pipe},
    known_reason{EPERM, &problem::system_forbidden},
    known_reason{EACCES, &problem::system_permission},
    known_reason{ENOENT, &problem::system_no_file},
    known_reason{EADDRNOTAVAIL, &problem::system_no_port},
    known_reason{EMFILE, &problem::system_many_files},
};

}  // namespace

error_code code_of_connect(int number) {
  if (lacks_resources(number)) return error_code::core_resource;
  if (is_misuse(number)) return error_code::core_runtime;
  switch (number) {
    case EAGAIN:         // as EADDRNOTAVAIL, where ports are given out while connecting
    case EADDRNOTAVAIL:  // every local port towards this address is in use
      return error_code::core_resource;
    case ETIMEDOUT:
      return error_code::connect_timeout;
    default:  // refused, unreachable, forbidden
      return error_code::connect_refused;
  }
}

error_code code_of_established(int number) {
  if (lacks_resources(number)) return error_code::core_resource;
  return is_misuse(number) ? error_code::core_runtime : error_code::connection_lost;
}

phrase system_reason(int number) {
  const std::string words = std::generic_category().message(number);
  const auto* found = std::ranges::find(known_reasons, number, &known_reason::number);
  return {words, found == known_reasons.end() ? words : std::string(found->words->text.zh)};
}

}  // namespace ipaas::mqtt::transport
