// host_update.hpp - ipaas_connection_update for hosts written in C++: optional, as everything that
// came after version 1.0 of the contract. See host.hpp and plugin.h.
//
//     ipaas::host::updater credentials(library, connection);
//     if (credentials.available()) credentials.update(R"({"password": "the new one"})");
#pragma once

#include <string>
#include <string_view>

#include "ipaas/host_optional.hpp"

namespace ipaas::host {

class updater {
 public:
  // The plugin outlives this. After the connection's end, update() throws.
  updater(const plugin& library, const connection& of)
      : connection_(of.handle()),
        call_(detail::optional_function<decltype(call_)>(library, "ipaas_connection_update")) {}

  // Whether the plugin can do it.
  bool available() const { return call_ != nullptr; }

  // Throws `failure`, with the errors by field; nothing has changed then. Only where it is
  // available.
  void update(std::string_view changes) const {
    detail::checked("ipaas_connection_update", [&](ipaas_text* error) {
      return call_(connection_, changes.data(), changes.size(), error);
    });
  }

 private:
  std::uint64_t connection_;
  decltype(&ipaas_connection_update) call_;
};

}  // namespace ipaas::host
