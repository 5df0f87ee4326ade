// Documents of other systems: shown by convert, and taken as they are by the commands that run.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include "harness/json.h"
#include "harness/mosquitto_broker.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string all_of(const lines& some) {
  std::string text;
  for (const auto& line : some) text += line + '\n';
  return text;
}

class convert : public testing::Test {
 protected:
  run_result run(const std::string& document, const arguments& rest = {}) const {
    arguments all{"convert", folder_.write("document.json", document).string()};
    all.insert(all.end(), rest.begin(), rest.end());
    return run_host(all);
  }
  harness::temporary_folder folder_;
  const std::string sink_ = R"({"mqtt": {"server": "tcp://h", "topic": "t/{{.id}}", "username": "u",
    "password": "c4n4ry", "protocolVersion": "4", "compression": "gzip"}})";
};

TEST_F(convert, shows_settings_and_notes) {
  const auto shown = run(sink_);
  EXPECT_EQ(shown.status, 0) << shown.error_text();
  EXPECT_THAT(all_of(shown.output),
              AllOf(HasSubstr("dialect: ekuiper"), HasSubstr(R"("topic": "t/${payload.id}")"),
                    HasSubstr("  /mqtt/compression: The payload is published")));
  EXPECT_THAT(all_of(run(sink_, {"--language", "zh"}).output),
              HasSubstr("内容按流程生成的原样发布"));
}

TEST_F(convert, masks_secrets_unless_told_otherwise) {
  for (const arguments& options : {arguments{}, arguments{"--json"}, {"--only", "connection"}}) {
    const auto shown = run(sink_, options);
    EXPECT_THAT(all_of(shown.output),
                AllOf(HasSubstr(R"("password": "*****")"), Not(HasSubstr("c4n4ry"))));
    EXPECT_THAT(shown.error_text(), Not(HasSubstr("c4n4ry")));
  }
  EXPECT_THAT(all_of(run(sink_, {"--show-secrets"}).output), HasSubstr(R"("password": "c4n4ry")"));
}

TEST_F(convert, prints_one_part_to_keep) {
  const auto shown = run(sink_, {"--only", "producer"});
  EXPECT_EQ(shown.status, 0);
  EXPECT_EQ(harness::text_at(all_of(shown.output), "/topic"), "t/${payload.id}");
  EXPECT_THAT(shown.errors, ElementsAre(HasSubstr("note /mqtt/compression: ")));
  const auto none = run(sink_, {"--only", "consumer"});
  EXPECT_EQ(none.status, 2);
  EXPECT_THAT(none.output, IsEmpty());
  EXPECT_THAT(none.error_text(), HasSubstr("holds nothing for consumer"));
}

TEST_F(convert, says_what_is_wrong) {
  const auto shown = run(R"({"mqtt": {"servre": "tcp://h", "protocolVersion": "4"}})");
  EXPECT_EQ(shown.status, 2);
  EXPECT_THAT(shown.output,
              Contains(AllOf(HasSubstr("CORE:CONFIG at /mqtt/servre: "), HasSubstr("\"server\""))));
  EXPECT_THAT(shown.output, Contains(HasSubstr("CORE:CONFIG at /mqtt/server: server is missing")));
}

class foreign_document : public testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& rest) const {
    return folder_
        .write(name,
               fmt::format(R"({{"server": "tcp://127.0.0.1:{}", "protocolVersion": "5", {}}})",
                           broker_.port(), rest))
        .string();
  }
  harness::mosquitto_broker broker_;
  harness::temporary_folder folder_;
};

// One file is the connection and the parameters.
TEST_F(foreign_document, is_taken_by_produce_and_consume) {
  const auto sink = write("sink.json", R"("topic": "a/{{.id}}", "qos": 1, "retained": true)");
  const auto produced = run_host({"produce", "--connection", sink}, "{\"id\": 7}\n");
  EXPECT_EQ(produced.status, 0) << produced.error_text();
  const auto source = write("source.json", R"("datasource": "a/+,b")");
  const auto consumed = run_host({"consume", "--connection", source, "--count", "1"});
  EXPECT_EQ(consumed.status, 0) << consumed.error_text();
  ASSERT_EQ(consumed.output.size(), 1U);
  EXPECT_EQ(harness::text_at(consumed.output[0], "/attribute/topic"), "a/7");
}

TEST_F(foreign_document, has_the_settings_of_the_command_line_over_it) {
  const auto sink = write("sink.json", R"("topic": "nowhere")");
  const auto produced =
      run_host({"produce", "--connection", sink, "--set", "clientId=press", "--param",
                "topic=${payload.x|'fallback'}", "--param", "retain=true"},
               "hello\n");
  EXPECT_EQ(produced.status, 0) << produced.error_text();
  const auto consumed = run_host({"consume", "--set", "brokerUrl=" + broker_.url(), "--param",
                                  "topics=fallback", "--count", "1"});
  ASSERT_EQ(consumed.output.size(), 1U);
  EXPECT_EQ(harness::text_at(consumed.output[0], "/payload"), "hello");
}

TEST_F(foreign_document, is_told_of_what_is_not_honoured) {
  const auto sink = write("sink.json", R"("topic": "a", "compression": "gzip")");
  const auto produced = run_host({"produce", "--connection", sink}, "hello\n");
  EXPECT_EQ(produced.status, 0);
  EXPECT_THAT(produced.errors, Contains(HasSubstr("The payload is published as the flow made it")));
}

TEST_F(foreign_document, is_checked_by_its_own_keys) {
  const auto sink = write("sink.json", R"("topic": "a/#")");
  const auto checked = run_host({"validate", "--connection", sink, "--operation", "producer"});
  EXPECT_EQ(checked.status, 2);
  EXPECT_THAT(checked.output, Contains(HasSubstr("error /parameters/topic CORE:CONFIG")));
}

}  // namespace
}  // namespace ipaas::host_program
