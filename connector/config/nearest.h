// The known name that a mistyped one most likely means.
#pragma once

#include <span>
#include <string_view>

namespace ipaas::mqtt::config {

// The candidate with the smallest edit distance, without regard to case; the first of equals.
// Requires: `candidates` is not empty. Only the first 64 bytes of `name` count, which bounds the
// time whatever a document holds.
std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

}  // namespace ipaas::mqtt::config
