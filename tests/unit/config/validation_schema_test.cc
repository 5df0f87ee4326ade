// The corpus through valijson: the schemas of schema/validation agree with the verdict that each
// document of schema/examples states.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <valijson/adapters/rapidjson_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace ipaas::mqtt::config {
namespace {

namespace files = std::filesystem;
using valijson::adapters::RapidJsonAdapter;

const files::path schema_folder = files::path(IPAAS_SOURCE_DIR) / "schema";

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

class validation_schema : public testing::TestWithParam<files::path> {
 protected:
  static std::vector<std::string> mistakes_in(const rapidjson::Value& request) {
    static half_schema connection("connection");
    std::vector<std::string> found;
    if (const auto half = request.FindMember("connection"); half != request.MemberEnd()) {
      found = connection.mistakes_in(half->value);
    }
    const auto more = mistakes_in_parameters(request);
    found.insert(found.end(), more.begin(), more.end());
    return found;
  }

 private:
  static std::vector<std::string> mistakes_in_parameters(const rapidjson::Value& request) {
    static half_schema consumer("consumer");
    static half_schema producer("producer");
    const auto operation = request.FindMember("operation");
    if (operation == request.MemberEnd()) return {};
    const auto parameters = request.FindMember("parameters");
    const rapidjson::Value none(rapidjson::kObjectType);
    const auto& half = parameters == request.MemberEnd() ? none : parameters->value;
    if (operation->value == "consumer") return consumer.mistakes_in(half);
    if (operation->value == "producer") return producer.mistakes_in(half);
    return {};
  }
};

TEST_P(validation_schema, agrees_with_the_verdict) {
  const auto example = read(GetParam());
  const bool valid = example["errors"].Empty();
  const auto mistakes = mistakes_in(example["request"]);
  EXPECT_EQ(mistakes.empty() == valid, !example.HasMember("schemaCannotSay"))
      << testing::PrintToString(mistakes);
}

std::vector<files::path> native_examples() {
  std::vector<files::path> found;
  for (const char* verdict : {"valid", "invalid"}) {
    for (const auto& each : files::directory_iterator(schema_folder / "examples" / verdict)) {
      if (each.path().filename().string().starts_with("native-")) found.push_back(each.path());
    }
  }
  return found;
}

std::string name_of(const testing::TestParamInfo<files::path>& each) {
  std::string name =
      each.param.parent_path().filename().string() + "-" + each.param.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(corpus, validation_schema, testing::ValuesIn(native_examples()), name_of);

}  // namespace
}  // namespace ipaas::mqtt::config
