// host_stats.hpp - ipaas_connection_stats for hosts written in C++: optional, as everything that
// came after version 1.0 of the contract. See host.hpp and plugin.h.
//
//     ipaas::host::statistics counters(library, connection);
//     if (counters.available()) log(counters.read());
#pragma once

#include <string>

#include "ipaas/host_optional.hpp"

namespace ipaas::host {

class statistics {
 public:
  // The plugin outlives this. After the connection's end, read() throws.
  statistics(const plugin& library, const connection& of)
      : connection_(of.handle()),
        call_(detail::optional_function<decltype(call_)>(library, "ipaas_connection_stats")) {}

  // Whether the plugin can tell.
  bool available() const { return call_ != nullptr; }

  // The JSON of ipaas_connection_stats. Throws `failure`. Only where it is available.
  std::string read() const {
    std::int32_t status = IPAAS_OK;
    std::string text = detail::read_text(
        [this](ipaas_text* out) { return call_(connection_, out, nullptr); }, status);
    if (status < 0) throw failure("ipaas_connection_stats", status, {});
    return text;
  }

 private:
  std::uint64_t connection_;
  decltype(&ipaas_connection_stats) call_;
};

}  // namespace ipaas::host
