// Finds a few scalars in a JSON text that is mostly of no interest, without building values of it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ipaas::mqtt::config {

// From the root: names of members, and of arrays the number of an element.
using json_path = std::vector<std::string>;

inline constexpr std::size_t most_found_paths = 32;

// Where the scalars at `paths` stand in the text: strings without their quotes, numbers and
// booleans as written. False where only parse_json() can tell: the text is no JSON, a value is
// missing, null, no scalar, or needs decoding. `found` has as many places as there are paths, at
// most most_found_paths. What it finds is what parse_json() finds there. Any thread; allocates
// nothing.
bool find_scalars(std::string_view text, std::span<const json_path* const> paths,
                  std::span<std::string_view> found);

}  // namespace ipaas::mqtt::config
