// What a table of options makes of the words on a command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command_line.h"

namespace ipaas::command_line {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

using words = std::vector<std::string>;

program with(option_table options) {
  return {.name = "test",
          .about = "Tests.",
          .version = "7",
          .options = {},
          .commands = {{"first", "Nothing", {}}, {"second", "Something", std::move(options)}}};
}

// What is printed when these options do not do, or are not all that was asked for.
struct ending {
  std::optional<exit_status> status;
  std::string output;
  std::string errors;
};

ending end_of(option_table options, words arguments) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  arguments.insert(arguments.begin(), "second");
  const auto status = parse(with(std::move(options)), arguments).ended;
  return {status, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

void expect_good(option_table options, words arguments) {
  const auto end = end_of(std::move(options), std::move(arguments));
  EXPECT_EQ(end.status, std::nullopt) << end.errors;
}

void expect_mistake(option_table options, words arguments, const std::string& told) {
  const auto end = end_of(std::move(options), std::move(arguments));
  EXPECT_EQ(end.status, exit_status::bad_configuration);
  EXPECT_EQ(end.output, "");
  EXPECT_THAT(end.errors, HasSubstr(told));
}

TEST(command_line, tells_which_command_was_written) {
  EXPECT_EQ(parse(with({}), {"first"}).command, 0U);
  EXPECT_EQ(parse(with({}), {"second"}).command, 1U);
}

TEST(command_line, sets_targets_by_their_type) {
  bool flag = false;
  bool called = false;
  std::string text;
  words repeated;
  double number = 0;
  std::size_t size = 0;
  std::optional<std::uint64_t> count;
  std::optional<milliseconds> time;
  expect_good({{"--flag", "", "", &flag},
               {"--call,-c", "", "", [&] { called = true; }},
               {"text", "TEXT", "", &text},
               {"--more", "TEXT", "", &repeated},
               {"--number", "N", "", &number},
               {"--size", "N", "", &size},
               {"--count", "N", "", &count},
               {"--time", "DURATION", "", &time}},
              {"--flag", "-c", "--more", "a", "here", "--more=b", "--number", "0.5", "--size", "3",
               "--count", "18446744073709551615", "--time", "1m1s"});
  EXPECT_TRUE(flag);
  EXPECT_TRUE(called);
  EXPECT_EQ(text, "here");
  EXPECT_THAT(repeated, ElementsAre("a", "b"));
  EXPECT_EQ(number, 0.5);
  EXPECT_EQ(size, 3U);
  EXPECT_EQ(count, UINT64_MAX);
  EXPECT_EQ(time, seconds(61));
}

TEST(command_line, leaves_targets_alone_that_are_not_named) {
  std::string text = "as before";
  expect_good({{"--text", "TEXT", "", &text}}, {});
  EXPECT_EQ(text, "as before");
}

TEST(command_line, keeps_the_rules_of_an_option) {
  std::string text;
  std::size_t size = 0;
  const auto one = [&](option_rule rule) {
    return option_table{{"--size", "N", "", &size, {std::move(rule)}}};
  };
  expect_mistake(one(required{}), {}, "--size is required");
  expect_mistake(one(positive_number{}), {"--size", "0"}, "--size");
  expect_mistake(one(number_range{2, 3}), {"--size", "4"}, "4 not in range 2 to 3");
  expect_good(one(number_range{2, 3}), {"--size", "3"});
  expect_mistake({{"--text", "T", "", &text, {one_of{{"a", "b"}}}}}, {"--text", "c"}, "{a,b}");
  EXPECT_THAT(end_of({{"--size", "N", "", &size, {default_shown{}}}}, {"--help"}).output,
              HasSubstr("--size N=3"));
}

TEST(command_line, keeps_the_rules_between_options) {
  bool left = false;
  bool right = false;
  const auto both = [&](option_rule rule) {
    return option_table{{"--left", "", "", &left}, {"--right", "", "", &right, {std::move(rule)}}};
  };
  expect_mistake(both(excludes{"--left"}), {"--left", "--right"}, "excludes");
  expect_mistake(both(needs{"--left"}), {"--right"}, "--right requires --left");
  expect_good(both(needs{"--left"}), {"--left", "--right"});
}

TEST(command_line, tells_what_reads_as_nothing) {
  std::optional<milliseconds> time;
  std::optional<std::uint64_t> count;
  expect_mistake({{"--time", "DURATION", "", &time}}, {"--time", "soon"}, "soon is no duration");
  expect_mistake({{"--count", "N", "", &count}}, {"--count", "many"}, "--count");
  expect_mistake({}, {"--bogus"}, "--bogus");
}

TEST(command_line, takes_the_options_of_the_program_behind_the_command) {
  std::string path;
  auto declared = with({});
  declared.options = {{"--plugin", "PATH", "", &path}};
  EXPECT_EQ(parse(declared, {"first", "--plugin", "here"}).ended, std::nullopt);
  EXPECT_EQ(path, "here");
}

TEST(command_line, ends_well_after_what_was_asked_for) {
  const auto help = end_of({}, {"--help"});
  EXPECT_EQ(help.status, exit_status::done);
  EXPECT_THAT(help.output, HasSubstr("Something"));
  EXPECT_EQ(help.errors, "");
}

TEST(command_line, joins_tables_in_their_order) {
  bool flag = false;
  const auto table = [&](const char* name) { return option_table{{name, "", "", &flag}}; };
  const auto all = joined({table("--a"), table("--b")});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name + all[1].name, "--a--b");
}

}  // namespace
}  // namespace ipaas::command_line
