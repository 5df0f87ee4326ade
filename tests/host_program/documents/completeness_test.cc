// Every field is in every format, with what that format can say of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <tuple>

#include "formats/formats.h"
#include "json.h"
#include "manifest.h"

namespace ipaas::documents_test {
namespace {

using namespace command_line;
using formats::field;
using formats::form;
using formats::language;
using json = rapidjson::Value;

// Made once: every field of a form looks at the same document.
const rapidjson::Document& made(std::string_view format, const form& form,
                                language words = language::en) {
  static std::map<std::tuple<std::string_view, std::string, language>, rapidjson::Document> kept;
  auto& place = kept[{format, form.name, words}];
  if (place.IsNull()) {
    place = parse_json(
        formats::make_document(formats::find_format(format), settings(), {form.name, words}),
        format);
  }
  return place;
}

// The entry of a list whose member `name` is `value`.
const json* entry(const json& list, const char* name, std::string_view value) {
  for (const auto& each : list.GetArray()) {
    if (text_member(each, name) == value) return &each;
  }
  return nullptr;
}

const json* member(const json& object, const std::string& name) {
  const auto found = object.FindMember(name.c_str());
  return found == object.MemberEnd() ? nullptr : &found->value;
}

bool is_true(const json& object, const char* name) {
  const json* value = member(object, name);
  return value != nullptr && value->IsTrue();
}

void for_every_field(const std::function<void(const form&, const field&)>& check) {
  for (const auto& each : settings().forms) {
    for (const auto& one : each.fields) {
      SCOPED_TRACE(each.name + "." + one.key);
      check(each, one);
    }
  }
}

bool is_secret_text(const field& field) { return field.secret && field.type == "string"; }

TEST(json_forms, has_every_field_with_its_default_and_its_secrecy) {
  for_every_field([](const form& form, const field& field) {
    const auto& schema = made("jsonforms-schema", form);
    const json* property = member(schema["properties"], field.key);
    ASSERT_NE(property, nullptr);
    EXPECT_EQ(is_true(*property, "writeOnly"), field.secret);
    EXPECT_EQ(text_member(*property, "format") == "password", is_secret_text(field));
    EXPECT_EQ(text_member(*property, "i18n"), form.name + "." + field.key);
    const json* fallback = member(*property, "default");
    ASSERT_EQ(fallback != nullptr, field.default_value.has_value());
    if (fallback != nullptr) {
      EXPECT_EQ(formats::node::copy(*fallback).compact_text(), field.default_value->compact_text());
    }
  });
}

// In all groups of all tabs together, each once, in the order of the form.
void collect_controls(const json& element, std::vector<std::pair<std::string, bool>>& out) {
  if (text_member(element, "type") == "Control") {
    const std::string scope(text_member(element, "scope"));
    out.emplace_back(scope.substr(scope.rfind('/') + 1), member(element, "rule") != nullptr);
    return;
  }
  for (const auto& each : element["elements"].GetArray()) collect_controls(each, out);
}

TEST(json_forms, shows_every_field_once_with_a_rule_where_it_depends) {
  for (const auto& each : settings().forms) {
    std::vector<std::pair<std::string, bool>> shown;
    collect_controls(made("jsonforms-uischema", each), shown);
    std::vector<std::pair<std::string, bool>> expected;
    for (const auto& one : each.fields) {
      expected.emplace_back(one.key, one.applies_when.has_value());
    }
    EXPECT_THAT(shown, testing::UnorderedElementsAreArray(expected)) << each.name;
  }
}

TEST(json_forms, has_words_for_every_field_group_and_tab_in_both_languages) {
  for (const auto words : {language::en, language::zh}) {
    const auto& texts = made("jsonforms-texts", settings().forms.front(), words);
    for_every_field([&](const form& form, const field& field) {
      const std::string prefix = form.name + "." + field.key;
      EXPECT_EQ(text_member(texts, (prefix + ".label").c_str()), field.label.in(words));
      EXPECT_EQ(text_member(texts, (prefix + ".description").c_str()), field.help.in(words));
      for (const auto& each : field.choices) {
        EXPECT_EQ(text_member(texts, (prefix + "." + each.value).c_str()), each.label.in(words));
      }
    });
    for (const auto& each : settings().groups) {
      EXPECT_EQ(text_member(texts, ("group." + each.key + ".label").c_str()), each.label.in(words));
    }
    for (const auto& each : settings().tabs) {
      EXPECT_EQ(text_member(texts, ("tab." + each.key + ".label").c_str()), each.label.in(words));
    }
  }
}

TEST(validation_schema, knows_every_field) {
  for_every_field([](const form& form, const field& field) {
    EXPECT_NE(member(made("validation-schema", form)["properties"], field.key), nullptr);
  });
}

TEST(kafka_connect, has_every_field_and_hides_secrets) {
  for_every_field([](const form& form, const field& field) {
    const auto& rows = made("kafka-connect", form);
    const json* row = entry(rows, "name", field.key);
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(text_member(*row, "type") == "PASSWORD", field.secret);
    EXPECT_EQ(text_member(*row, "display_name"), field.label.en);
    EXPECT_EQ((*row)["default_value"].IsNull(), !field.default_value);
  });
}

TEST(airbyte, has_every_field_in_order_and_hides_secrets) {
  for_every_field([](const form& form, const field& field) {
    const auto& specification = made("airbyte", form);
    const auto& properties = specification["connectionSpecification"]["properties"];
    const json* property = member(properties, field.key);
    ASSERT_NE(property, nullptr);
    EXPECT_EQ(is_true(*property, "airbyte_secret"), field.secret);
    EXPECT_EQ(form.fields.at((*property)["order"].GetUint()).key, field.key);
    EXPECT_EQ(text_member(*property, "group"), field.group);
  });
}

TEST(n8n, has_every_field_and_hides_secrets) {
  for_every_field([](const form& form, const field& field) {
    const auto& node = made("n8n", form);
    const json* property = entry(node["properties"], "name", field.key);
    ASSERT_NE(property, nullptr);
    EXPECT_NE(member(*property, "default"), nullptr) << "n8n wants one of every field";
    const json* options = member(*property, "typeOptions");
    EXPECT_EQ(options != nullptr && is_true(*options, "password"), is_secret_text(field));
    EXPECT_EQ(member(*property, "displayOptions") != nullptr, field.applies_when.has_value());
  });
}

TEST(node_red, keeps_every_field_and_secrets_among_the_credentials) {
  for_every_field([](const form& form, const field& field) {
    const auto& node = made("node-red", form);
    EXPECT_EQ(member(node["defaults"], field.key) != nullptr, !field.secret);
    const json* credentials = member(node, "credentials");
    EXPECT_EQ(credentials != nullptr && member(*credentials, field.key) != nullptr, field.secret);
    for (const auto words : {language::en, language::zh}) {
      const auto& locale = made("node-red-locale", form, words);
      const auto& own = locale[("ipaas-mqtt-" + form.name).c_str()];
      EXPECT_EQ(text_member(own["label"], field.key.c_str()), field.label.in(words));
      EXPECT_NE(member(own["help"], field.key), nullptr);
    }
  });
}

TEST(ekuiper, has_every_field_in_both_languages) {
  for_every_field([](const form& form, const field& field) {
    const auto& description = made("ekuiper", form);
    const json* property = entry(description["properties"], "name", field.key);
    ASSERT_NE(property, nullptr);
    EXPECT_EQ(text_member((*property)["label"], "en_US"), field.label.en);
    EXPECT_EQ(text_member((*property)["label"], "zh_CN"), field.label.zh);
    EXPECT_THAT(std::string(text_member((*property)["hint"], "zh_CN")),
                testing::StartsWith(field.help.zh));
  });
}

TEST(camunda, has_every_field_of_connection_and_operation) {
  for (const char* operation : {"consumer", "producer"}) {
    const auto& element = made("camunda", *settings().find(operation));
    for (const char* part : {"connection", operation}) {
      const bool own = std::string_view(part) == operation;
      for (const auto& each : settings().find(part)->fields) {
        const std::string id = (own ? "parameters." : "connection.") + each.key;
        const json* property = entry(element["properties"], "id", id);
        ASSERT_NE(property, nullptr) << id;
        EXPECT_EQ(text_member(*property, "label"), each.label.en);
      }
    }
  }
}

TEST(settings_page, has_every_field_in_both_languages) {
  for (const auto words : {language::en, language::zh}) {
    const std::string page =
        formats::make_document(formats::find_format("markdown"), settings(), {"connection", words});
    for_every_field([&](const form&, const field& field) {
      EXPECT_THAT(page, testing::HasSubstr("| `" + field.key + "` | " + field.label.in(words)));
    });
  }
}

}  // namespace
}  // namespace ipaas::documents_test
