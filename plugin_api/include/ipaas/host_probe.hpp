// host_probe.hpp - ipaas_connection_probe for hosts written in C++: optional, as everything that
// came after version 1.0 of the contract. See host.hpp and plugin.h.
//
//     ipaas::host::connection_probe probe(library);
//     if (probe.available()) show(probe.run(R"({"connection": {...}})", std::chrono::seconds(10)));
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "ipaas/host_optional.hpp"

namespace ipaas::host {

class connection_probe {
 public:
  // The plugin outlives this.
  explicit connection_probe(const plugin& library)
      : call_(detail::optional_function<decltype(call_)>(library, "ipaas_connection_probe")) {}

  // Whether the plugin can do it.
  bool available() const { return call_ != nullptr; }

  // Waits, and returns the report: JSON. Throws `failure`, also where the report is longer than
  // any that is expected: a call again would probe again. Only where it is available.
  std::string run(std::string_view request, std::chrono::milliseconds timeout) const {
    std::string report(std::size_t{1} << 20, '\0');
    ipaas_text text{report.data(), report.size(), 0};
    const std::int32_t status = detail::checked("ipaas_connection_probe", [&](ipaas_text* error) {
      return call_(request.data(), request.size(), detail::to_ms(timeout), &text, error);
    });
    if (status != IPAAS_OK) throw failure("ipaas_connection_probe", status, {});
    report.resize(text.length);
    return report;
  }

 private:
  decltype(&ipaas_connection_probe) call_;
};

}  // namespace ipaas::host
