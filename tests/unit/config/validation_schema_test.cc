// The corpus through valijson: the schemas of schema/validation agree with the verdict that each
// document of schema/examples states, and accept what documents of other systems become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "config/dialects/conversion_report.h"
#include "harness/paths.h"

namespace ipaas::mqtt::config {
namespace {

namespace files = std::filesystem;
using valijson::adapters::RapidJsonAdapter;

const files::path schema_folder = harness::source_path("schema");

std::string text_of(const files::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

rapidjson::Document read(const files::path& path) {
  rapidjson::Document document;
  document.Parse(text_of(path).c_str());
  EXPECT_FALSE(document.HasParseError()) << path;
  return document;
}

// The schema of a half of a request.
class half_schema {
 public:
  explicit half_schema(const std::string& name)
      : document_(read(schema_folder / "validation" / (name + ".schema.json"))) {
    valijson::SchemaParser().populateSchema(RapidJsonAdapter(document_), schema_);
  }

  std::vector<std::string> mistakes_in(const rapidjson::Value& half) {
    valijson::ValidationResults results;
    validator_.validate(schema_, RapidJsonAdapter(half), &results);
    std::vector<std::string> found;
    for (const auto& each : results) found.push_back(each.description);
    return found;
  }

 private:
  rapidjson::Document document_;
  valijson::Schema schema_;
  valijson::Validator validator_;
};

// What the schema of `name` says of a half; a request without parameters has empty ones.
std::vector<std::string> mistakes_in(const std::string& name, const rapidjson::Value& half) {
  static std::map<std::string, half_schema> schemas;
  return schemas.try_emplace(name, name).first->second.mistakes_in(half);
}

std::vector<std::string> mistakes_in_request(const rapidjson::Value& request) {
  std::vector<std::string> found;
  if (request.HasMember("connection")) found = mistakes_in("connection", request["connection"]);
  if (!request.HasMember("operation")) return found;
  const std::string operation =
      request["operation"].IsString() ? request["operation"].GetString() : "";
  if (operation != "consumer" && operation != "producer") return found;
  const rapidjson::Value none(rapidjson::kObjectType);
  const bool has_parameters = request.HasMember("parameters");
  const auto more = mistakes_in(operation, has_parameters ? request["parameters"] : none);
  found.insert(found.end(), more.begin(), more.end());
  return found;
}

class native_example : public testing::TestWithParam<files::path> {};

TEST_P(native_example, has_the_same_verdict_by_schema) {
  const auto example = read(GetParam());
  const bool valid = example["errors"].Empty();
  const auto mistakes = mistakes_in_request(example["request"]);
  EXPECT_EQ(mistakes.empty() == valid, !example.HasMember("schemaCannotSay"))
      << testing::PrintToString(mistakes);
}

class foreign_example : public testing::TestWithParam<files::path> {};

rapidjson::Document converted(const rapidjson::Value& document) {
  rapidjson::StringBuffer text;
  rapidjson::Writer<rapidjson::StringBuffer> writer(text);
  document.Accept(writer);
  const auto report = conversion_report({text.GetString(), text.GetSize()});
  rapidjson::Document result;
  result.Parse(report.view().data(), report.view().size());
  EXPECT_FALSE(result.HasParseError());
  return result;
}

TEST_P(foreign_example, becomes_what_the_schemas_accept) {
  const auto example = read(GetParam());
  const auto& request = example["request"];
  for (const char* half : {"connection", "parameters"}) {
    if (!request.HasMember(half)) continue;
    const auto native = converted(request[half]);
    std::size_t parts = 0;
    for (const char* part : {"connection", "consumer", "producer"}) {
      if (!native.HasMember(part)) continue;
      ++parts;
      EXPECT_THAT(mistakes_in(part, native[part]), testing::IsEmpty()) << half << ", " << part;
    }
    EXPECT_GT(parts, 0U) << half;
  }
}

std::vector<files::path> examples(const std::string& verdict) {
  std::vector<files::path> found;
  for (const auto& each : files::directory_iterator(schema_folder / "examples" / verdict)) {
    found.push_back(each.path());
  }
  return found;
}

bool is_native(const files::path& example) {
  return example.filename().string().starts_with("native-");
}

std::vector<files::path> native_examples() {
  auto found = examples("valid");
  const auto invalid = examples("invalid");
  found.insert(found.end(), invalid.begin(), invalid.end());
  std::erase_if(found, [](const auto& each) { return !is_native(each); });
  return found;
}

std::vector<files::path> valid_foreign_examples() {
  auto found = examples("valid");
  std::erase_if(found, is_native);
  return found;
}

std::string name_of(const testing::TestParamInfo<files::path>& each) {
  std::string name =
      each.param.parent_path().filename().string() + "-" + each.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(corpus, native_example, testing::ValuesIn(native_examples()), name_of);
INSTANTIATE_TEST_SUITE_P(corpus, foreign_example, testing::ValuesIn(valid_foreign_examples()),
                         name_of);

}  // namespace
}  // namespace ipaas::mqtt::config
