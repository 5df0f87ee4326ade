#include "transport/name/name_failure.h"

#include <ares.h>
#include <fmt/format.h>

namespace ipaas::mqtt::transport {

error_code code_of_lookup(int status) {
  switch (status) {
    case ARES_ENOMEM:
      return error_code::core_resource;
    // Of calls that were wrong, or of other systems than this.
    case ARES_EBADFLAGS:
    case ARES_EBADHINTS:
    case ARES_ENOTINITIALIZED:
    case ARES_ELOADIPHLPAPI:
    case ARES_EADDRGETNETWORKPARAMS:
      return error_code::core_runtime;
    default:
      return error_code::dns;
  }
}

std::string words_of_lookup(int status, const std::string& host) {
  switch (status) {
    case ARES_ENOTFOUND:
      return fmt::format("There is no name \"{}\"", host);
    case ARES_ENODATA:
      return fmt::format("The name \"{}\" has no address", host);
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:  // also told of a server that answers with its own failure
      return fmt::format("No name server gave an answer about \"{}\"", host);
    default:
      return fmt::format("Looking up \"{}\" failed: {}", host, ares_strerror(status));
  }
}

}  // namespace ipaas::mqtt::transport
