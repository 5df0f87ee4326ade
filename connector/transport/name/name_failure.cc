#include "transport/name/name_failure.h"

#include <ares.h>

#include "message/problem_text.h"

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

phrase words_of_lookup(int status, std::string_view host) {
  switch (status) {
    case ARES_ENOTFOUND:
      return say(problem::name_unknown, host);
    case ARES_ENODATA:
      return say(problem::name_without_address, host);
    case ARES_ETIMEOUT:
    case ARES_ECONNREFUSED:  // also told of a server that answers with its own failure
      return say(problem::name_unanswered, host);
    default:
      return say(problem::lookup_failed, host, ares_strerror(status));
  }
}

}  // namespace ipaas::mqtt::transport
