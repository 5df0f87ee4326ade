// The corpus schema/examples: what each document's verdict is, native ones and those of every
// dialect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "config/json_value.h"
#include "expect.h"
#include "harness/paths.h"
#include "transport/tls/certificate_check.h"

namespace ipaas::mqtt::config {
namespace {

namespace fs = std::filesystem;

const fs::path corpus = harness::source_path("schema/examples");

std::string content_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<fs::path> files_of(std::string_view folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(corpus / folder)) {
    if (entry.path().extension() == ".json") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

json_value document_of(const std::string& text) {
  auto result = parse_json(text);
  if (const auto* mistake = std::get_if<json_mistake>(&result)) {
    ADD_FAILURE() << mistake->line << ':' << mistake->column << " of " << text;
    return {};
  }
  return std::get<json_value>(std::move(result));
}

std::string text_of(const json_value& object, std::string_view key) {
  const json_value* member = object.member(key);
  return member == nullptr ? "" : member->text;
}

// "Field Code" of each entry, sorted.
std::vector<std::string> places_of(const json_value* list) {
  std::vector<std::string> places;
  if (list != nullptr) {
    for (const json_value& each : list->items) {
      places.push_back(text_of(each, "Field") + ' ' + text_of(each, "Code"));
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

// The corpus names warnings by their field alone.
std::vector<std::string> warned_fields(const json_value* list) {
  std::vector<std::string> fields;
  for (const json_value& each : list->items) {
    fields.push_back(each.is(json_kind::string) ? each.text : text_of(each, "Field"));
  }
  std::sort(fields.begin(), fields.end());
  return fields;
}

class example : public testing::TestWithParam<fs::path> {
 protected:
  json_value document_ = document_of(content_of(GetParam()));
  json_value report() const {
    std::string request;
    const json_value* given = document_.member("request");
    if (given == nullptr) return {};
    append_json(request, *given);
    return document_of(validation_report(request, transport::check_certificates));
  }
  bool stands_in(std::string_view folder) const {
    return GetParam().parent_path().filename() == folder;
  }
};

TEST_P(example, has_the_verdict_that_it_says) {
  const json_value result = report();
  std::string shown;
  append_json(shown, result);
  EXPECT_EQ(text_of(result, "valid"), stands_in("valid") ? "true" : "false") << shown;
  EXPECT_EQ(places_of(document_.member("errors")), places_of(result.member("errors"))) << shown;
  if (const json_value* warnings = document_.member("warnings")) {
    EXPECT_EQ(warned_fields(warnings), warned_fields(result.member("warnings"))) << shown;
  }
}

TEST_P(example, says_what_it_is) {
  const std::string dialect = text_of(document_, "dialect");
  EXPECT_EQ(GetParam().filename().string().rfind(dialect, 0), 0U);
  EXPECT_FALSE(dialect.empty());
  EXPECT_FALSE(text_of(document_, "about").empty());
  EXPECT_EQ(places_of(document_.member("errors")).empty(), stands_in("valid"));
}

std::vector<fs::path> all_files() {
  auto files = files_of("valid");
  std::ranges::copy(files_of("invalid"), std::back_inserter(files));
  return files;
}

std::string name_of_case(const testing::TestParamInfo<fs::path>& file) {
  std::string name =
      file.param.parent_path().filename().string() + '_' + file.param.stem().string();
  std::ranges::replace_if(
      name, [](char each) { return !std::isalnum(static_cast<unsigned char>(each)); }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(corpus, example, testing::ValuesIn(all_files()), name_of_case);

}  // namespace
}  // namespace ipaas::mqtt::config
