#include "message_input.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "exit_status.h"

namespace ipaas::command_line {
namespace {

class input_file {
 public:
  explicit input_file(std::string_view content) {
    close(mkstemp(path_.data()));
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~input_file() { unlink(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/ipaas-input-XXXXXX";
};

std::vector<std::string> all_payloads(message_input& input) {
  std::vector<std::string> payloads;
  while (!input.at_end()) {
    if (const auto message = input.next()) {
      payloads.push_back(message->payload);
    } else {
      input.read();
    }
  }
  return payloads;
}

std::vector<std::string> lines_of(std::string_view content) {
  const input_file file(content);
  return all_payloads(*open_lines(file.path()));
}

using texts = std::vector<std::string>;

TEST(lines, are_payloads_with_every_byte_but_the_newline) {
  EXPECT_EQ(lines_of(std::string_view("a\0b\r\n\n\xff\n", 8)),
            (texts{std::string("a\0b\r", 4), "", "\xff"}));
}

TEST(lines, need_no_newline_at_the_end) {
  EXPECT_EQ(lines_of("a\nb"), (texts{"a", "b"}));
  EXPECT_EQ(lines_of(""), texts{});
  EXPECT_EQ(lines_of("\n"), texts{""});
}

// 64 KiB are read at once: lines that need several reads, and one that the second read ends.
TEST(lines, may_be_longer_than_what_is_read_at_once) {
  for (const std::size_t length : {40000U, 200000U}) {
    const std::string line(length, 'x');
    EXPECT_EQ(lines_of(line + "\n" + line + "\nend\n"), (texts{line, line, "end"}));
  }
}

TEST(lines, of_a_file_that_is_not_there_are_a_bad_configuration) {
  EXPECT_THROW(open_lines("/nowhere/at/all"), bad_configuration);
}

TEST(json_lines, may_be_blank) {
  const input_file file("\n{\"payload\": \"a\"}\n  \n{\"payload\": \"b\"}\n\n");
  EXPECT_EQ(all_payloads(*open_json_lines(file.path())), (texts{"a", "b"}));
}

TEST(generated_payloads, begin_with_their_number_and_have_their_size) {
  EXPECT_EQ(all_payloads(*generate(3, 6)), (texts{"1 ....", "2 ....", "3 ...."}));
  EXPECT_EQ(all_payloads(*generate(1, 0)), texts{""});
  EXPECT_EQ(all_payloads(*generate(11, 1)).back(), "1");
}

}  // namespace
}  // namespace ipaas::command_line
