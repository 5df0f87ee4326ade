// Taking in a JSON text: whatever is wrong with the text itself is reported here, once.
#pragma once

#include <optional>
#include <string_view>

#include "config/json_value.h"
#include "config/problems.h"

namespace ipaas::mqtt::config {

// The document, or nothing when it is no JSON. Members that stand twice are errors at their
// pointers below `pointer`.
std::optional<json_value> read_document(std::string_view text, std::string_view pointer,
                                        problems& found);

// A document that holds secrets: it is overwritten when it ends.
class secret_document {
 public:
  explicit secret_document(json_value&& root) : root_(std::move(root)) {}
  ~secret_document() { wipe_texts(root_); }
  secret_document(secret_document&& other) noexcept = default;
  secret_document& operator=(secret_document&&) = delete;

  json_value& root() { return root_; }
  const json_value& root() const { return root_; }

 private:
  json_value root_;
};

// The same for such a document.
std::optional<secret_document> read_secret_document(std::string_view text, std::string_view pointer,
                                                    problems& found);

}  // namespace ipaas::mqtt::config
