// Short names for the shapes that JSON schemas are put together from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node.h"

namespace ipaas::command_line::formats {

inline node any_of(std::vector<node> schemas) {
  if (schemas.size() == 1) return std::move(schemas.front());
  return node::object({{"anyOf", node::array(std::move(schemas))}});
}

inline node all_of(std::vector<node> schemas) {
  return node::object({{"allOf", node::array(std::move(schemas))}});
}

inline node never(node schema) { return node::object({{"not", std::move(schema)}}); }

inline node of_type(std::string_view type) { return node::object({{"type", type}}); }

inline node text_like(std::string_view pattern) {
  return node::object({{"type", "string"}, {"pattern", pattern}});
}

inline node defined(std::string_view name) {
  return node::object({{"$ref", "#/definitions/" + std::string(name)}});
}

// An object whose member is missing, or agrees with a schema.
inline node if_present(std::string_view key, node schema) {
  return node::object({{"properties", node::object({{std::string(key), std::move(schema)}})}});
}

// An object that has the member, which agrees with a schema.
inline node present(std::string_view key, node schema) {
  return if_present(key, std::move(schema)).set("required", node::array({key}));
}

}  // namespace ipaas::command_line::formats
