// The exception barrier: nothing that C++ throws leaves an exported function.
#pragma once

#include <cstdint>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

#include "ipaas/plugin.h"

namespace ipaas::mqtt::entry {

// Gives `text` to the caller by the rule of ipaas_text; a null `out` is a caller who does not care.
inline void give_text(ipaas_text* out, std::string_view text) noexcept {
  if (out == nullptr) return;
  out->length = text.size();
  if (text.size() <= out->capacity && out->data != nullptr && !text.empty()) {
    std::memcpy(out->data, text.data(), text.size());
  }
}

inline constexpr std::string_view no_memory_text =
    R"({"Code":"CORE:RESOURCE","Description":"There is not enough memory for this call.",)"
    R"("Retryable":true})";
inline constexpr std::string_view internal_error_text =
    R"({"Code":"CORE:RUNTIME","Description":"The plugin failed within this call. This is its )"
    R"(mistake: please report what you did.","Retryable":true})";

// Runs `body`, which returns a status; what it throws becomes a status and an error. `error` may be
// null; its length is 0 when nothing is wrong, unless body has written to it.
template <typename Body>
std::int32_t barrier(ipaas_text* error, Body body) noexcept {
  try {
    if (error != nullptr) error->length = 0;
    return body();
  } catch (const std::bad_alloc&) {
    give_text(error, no_memory_text);
    return IPAAS_NO_RESOURCES;
  } catch (...) {
    give_text(error, internal_error_text);
    return IPAAS_INTERNAL_ERROR;
  }
}

}  // namespace ipaas::mqtt::entry
