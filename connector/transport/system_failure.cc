#include "transport/system_failure.h"

#include <cerrno>

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

}  // namespace ipaas::mqtt::transport
