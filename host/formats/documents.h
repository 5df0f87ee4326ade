// The generated documents that are checked in, by their path in the repository.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue.h"
#include "formats.h"

namespace ipaas::command_line::formats {

struct document {
  std::string path;  // from the repository's root: "schema/forms/connection.schema.json"
  std::string_view format;
  request wanted;
};

// Each format for each form and language that it knows.
std::vector<document> checked_in_documents();

std::string text_of(const document& document, const catalogue& all);

}  // namespace ipaas::command_line::formats
