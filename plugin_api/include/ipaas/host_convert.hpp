// host_convert.hpp - ipaas_convert for hosts written in C++: optional, as everything that came
// after version 1.0 of the contract. See host.hpp and plugin.h.
//
//     ipaas::host::converter words(library);
//     if (words.available()) show(words.convert(document));
#pragma once

#include <string>
#include <string_view>

#include "ipaas/host_optional.hpp"

namespace ipaas::host {

class converter {
 public:
  // The plugin outlives this.
  explicit converter(const plugin& library)
      : call_(detail::optional_function<decltype(call_)>(library, "ipaas_convert")) {}

  // Whether the plugin can do it.
  bool available() const { return call_ != nullptr; }

  // The result: JSON, with the secrets of the document. Throws `failure`. Only where it is
  // available.
  std::string convert(std::string_view document) const {
    std::string result(document.size() * 2 + 4096, '\0');
    for (;;) {
      ipaas_text text{result.data(), result.size(), 0};
      const std::int32_t status = call_(document.data(), document.size(), &text);
      if (status == IPAAS_OK) {
        result.resize(text.length);
        return result;
      }
      if (status != IPAAS_BUFFER_TOO_SMALL) throw failure("ipaas_convert", status, {});
      result.assign(text.length, '\0');
    }
  }

 private:
  decltype(&ipaas_convert) call_;
};

}  // namespace ipaas::host
