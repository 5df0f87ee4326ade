// What needs no broker: help, wrong usage, files that are not what they should be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/paths.h"
#include "host_process.h"

namespace ipaas::host_program {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(usage, help_has_examples_for_every_command) {
  for (const auto* command :
       {"describe", "validate", "probe", "consume", "produce", "run", "demo"}) {
    const auto run = run_host({command, "--help"});
    EXPECT_EQ(run.status, 0) << command;
    EXPECT_THAT(run.errors, IsEmpty());
    EXPECT_THAT(run.output, testing::Contains("Examples:")) << command;
    EXPECT_THAT(run.output, testing::Contains(HasSubstr(std::string("ipaas-host ") + command)));
  }
}

TEST(usage, mistakes_end_with_status_2) {
  const std::vector<arguments> mistakes{
      {},
      {"frobnicate"},
      {"consume", "--bogus"},
      {"consume", "--count", "0"},
      {"consume", "--count", "many"},
      {"consume", "--for", "soon"},
      {"consume", "--settle", "maybe"},
      {"consume", "--set", "keepAlive"},
      {"produce", "--size", "5"},
      {"produce", "--count", "1", "--size", "-1"},
      {"produce", "file", "--count", "1"},
      {"produce", "--json", "--count", "1"},
      {"produce", "--rate", "0"},
      {"run"},
      {"validate"},
      {"validate", "--param", "topic=a"},
      {"probe"},
      {"probe", "--timeout", "soon", "--set", "brokerUrl=127.0.0.1"},
  };
  for (const auto& options : mistakes) {
    const auto run = run_host(options);
    EXPECT_EQ(run.status, 2) << testing::PrintToString(options);
    EXPECT_THAT(run.output, IsEmpty());
    EXPECT_FALSE(run.errors.empty()) << testing::PrintToString(options);
  }
}

TEST(usage, a_file_that_is_no_plugin_is_one_line_and_status_2) {
  const std::string program = harness::program_path("ipaas-host");
  for (const std::string& path : lines{"/etc/passwd", "/nowhere/at/all.so", "/tmp", program}) {
    const auto run = run_host({"--plugin", path, "describe"});
    EXPECT_EQ(run.status, 2) << path;
    ASSERT_THAT(run.errors, SizeIs(1)) << path;
    EXPECT_THAT(run.errors[0], HasSubstr("the plugin cannot be loaded")) << path;
    EXPECT_THAT(run.errors[0], HasSubstr(path));
  }
}

TEST(usage, the_plugin_may_be_named_behind_the_command) {
  EXPECT_THAT(run_host({"describe", "--plugin", "/etc/passwd"}).error_text(),
              HasSubstr("the plugin cannot be loaded"));
}

TEST(usage, a_document_that_does_not_parse_is_told_with_its_place) {
  const harness::temporary_folder folder;
  const auto path = folder.write("bad.json", "{\"brokerUrl\": \"a\",\n oops}").string();
  for (const auto* command : {"validate", "consume", "produce"}) {
    const auto run = run_host({command, "--connection", path});
    EXPECT_EQ(run.status, 2) << command;
    EXPECT_THAT(run.error_text(), HasSubstr(path + ":2:2: not JSON")) << command;
  }
}

TEST(usage, a_document_must_be_an_object_in_a_file) {
  const harness::temporary_folder folder;
  const auto list = folder.write("list.json", "[]").string();
  const auto empty = folder.write("empty.json", "").string();
  EXPECT_THAT(run_host({"validate", "--connection", list}).error_text(), HasSubstr("object"));
  EXPECT_THAT(run_host({"validate", "--connection", empty}).error_text(), HasSubstr("empty"));
  const auto folder_run = run_host({"validate", "--connection", folder.path().string()});
  EXPECT_EQ(folder_run.status, 2);
  EXPECT_THAT(folder_run.error_text(), HasSubstr("directory"));
}

}  // namespace
}  // namespace ipaas::host_program
