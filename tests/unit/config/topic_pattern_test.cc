#include "config/dialects/topic_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/template_text.h"

namespace ipaas::mqtt::config {
namespace {

std::string text_of(const pattern_result& result) {
  if (const auto* wrong = std::get_if<phrase>(&result)) return "mistake: " + wrong->en;
  return std::get<std::string>(result);
}

TEST(go_template, takes_paths) {
  EXPECT_EQ(text_of(from_go_template("a/b")), "a/b");
  EXPECT_EQ(text_of(from_go_template("a/{{.b}}/{{ .c.d }}")), "a/${payload.b}/${payload.c.d}");
  EXPECT_EQ(text_of(from_go_template("{{- .b -}}{{json .c}}")), "${payload.b}${payload.c}");
}

TEST(go_template, keeps_what_looks_like_ours_literal) {
  EXPECT_EQ(text_of(from_go_template("a/${payload.b}")), "a/$${payload.b}");
  EXPECT_EQ(text_of(from_go_template("a/{b}")), "a/{b}");
}

TEST(go_template, refuses_programs) {
  for (const char* text : {"{{if .b}}x{{end}}", "{{upper .b}}", "{{.}}", "{{.a|upper}}", "{{b}}",
                           "{{.a", "${{.a}}", "{{.a b}}", "{{.a}b}}"}) {
    EXPECT_THAT(text_of(from_go_template(text)), testing::StartsWith("mistake: ")) << text;
  }
}

TEST(thingpark_pattern, looks_in_the_payload_and_its_envelope) {
  EXPECT_EQ(text_of(from_thingpark_pattern("a/{DevEUI}/b")),
            "a/${payload.DevEUI|payload.DevEUI_uplink.DevEUI}/b");
  EXPECT_EQ(text_of(from_thingpark_pattern("{$.DevEUI_uplink.FPort}")),
            "${payload.DevEUI_uplink.FPort}");
  EXPECT_EQ(text_of(from_thingpark_pattern("{a[0]['b'].c}")),
            "${payload.a.0.b.c|payload.DevEUI_uplink.a.0.b.c}");
}

TEST(thingpark_pattern, has_fallbacks) {
  EXPECT_EQ(text_of(from_thingpark_pattern("{CustomerData.name|DevEUI|'None'}")),
            "${payload.CustomerData.name|payload.DevEUI_uplink.CustomerData.name|payload.DevEUI|"
            "payload.DevEUI_uplink.DevEUI|'None'}");
  EXPECT_EQ(text_of(from_thingpark_pattern("a{'b}|c'}")), "ab}|c");
}

TEST(thingpark_pattern, refuses_what_searches) {
  for (const char* text :
       {"{$..a}", "{a.*}", "{a[?(@.b)]}", "{a[0}", "{}", "{a.}", "{a", "{'a}", "${a}"}) {
    EXPECT_THAT(text_of(from_thingpark_pattern(text)), testing::StartsWith("mistake: ")) << text;
  }
}

TEST(thingpark_filter, is_for_every_device) {
  EXPECT_EQ(text_of(from_thingpark_filter("a/{DevEUI}/{a|'b'}/${")),
            "mistake: the placeholder that begins at \"{\" has no end");
  EXPECT_EQ(text_of(from_thingpark_filter("a/{DevEUI}/{a|'b'}/{'c'}/$x")), "a/+/+/c/$x");
}

// What comes out is always a template, whatever went in.
TEST(topic_pattern, gives_templates) {
  for (const char* text : {"{DevEUI}", "{a|'$'}", "$$", "{a[0]}", "{'${'}", "$a{'b'}"}) {
    const auto made = from_thingpark_pattern(text);
    if (const auto* pattern = std::get_if<std::string>(&made)) {
      EXPECT_NO_THROW(template_text{*pattern}) << text;
    }
  }
}

}  // namespace
}  // namespace ipaas::mqtt::config
