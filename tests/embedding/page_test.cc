// docs/embedding.md: its code is that of the programs, its commands run, and its links lead
// somewhere.
//
// Takes over 10 s: the commands of the page include a cold build in Go.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "harness/child_process.h"
#include "harness/paths.h"
#include "harness/temporary_folder.h"

namespace ipaas::embedding {
namespace {

using std::filesystem::path;

const path sources = harness::source_path();

std::string read_file(const path& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

struct block {
  std::string language;
  std::string text;
};

std::vector<block> blocks_of(const std::string& page) {
  std::vector<block> found;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("```")) continue;
    found.push_back({line.substr(3), {}});
    while (std::getline(lines, line) && line != "```") found.back().text += line + "\n";
  }
  return found;
}

// All files of a language's program, one behind the other.
std::string program_in(const std::string& folder) {
  std::string text;
  for (const auto& entry :
       std::filesystem::directory_iterator(sources / "examples/embedding" / folder)) {
    if (entry.is_regular_file()) text += read_file(entry.path());
  }
  return text;
}

class page : public testing::Test {
 protected:
  const std::string text_ = read_file(sources / "docs/embedding.md");
  const std::vector<block> blocks_ = blocks_of(text_);
};

TEST_F(page, shows_the_code_of_the_programs) {
  const std::map<std::string, std::string> folders{
      {"c", "c"}, {"cpp", "cpp"}, {"python", "python"}, {"js", "node"}, {"go", "go"}};
  std::map<std::string, int> shown;
  for (const auto& [language, text] : blocks_) {
    const auto folder = folders.find(language);
    if (folder == folders.end()) continue;
    ++shown[language];
    EXPECT_NE(program_in(folder->second).find("\n" + text), std::string::npos)
        << "not in the program:\n"
        << text;
  }
  EXPECT_EQ(shown.size(), folders.size()) << "a language of which the page shows nothing";
}

TEST_F(page, its_commands_run) {
  const harness::temporary_folder folder;
  int commands = 0;
  for (const auto& [language, text] : blocks_) {
    if (language != "sh") continue;
    ++commands;
    std::string script = text;
    if (script.find("go build") != script.npos) {
#ifdef IPAAS_GO
      script =
          "export GOPROXY=off GOFLAGS=-buildvcs=false GOCACHE=" + harness::build_path("go-cache") +
          "\n" + script;
#else
      continue;  // Go is not in reach
#endif
    }
    for (auto at = script.find("/tmp/"); at != script.npos; at = script.find("/tmp/", at + 1)) {
      script.replace(at, 4, folder.path().string());
    }
    SCOPED_TRACE(script);
    harness::child_process shell(
        {"/bin/bash", "-euo", "pipefail", "-c", "cd " + harness::source_path() + "\n" + script});
    EXPECT_EQ(shell.wait(), 0);
  }
  EXPECT_EQ(commands, 3);
}

std::vector<std::string> links_of(const std::string& text) {
  std::vector<std::string> found;
  for (auto at = text.find("]("); at != text.npos; at = text.find("](", at + 1)) {
    found.push_back(text.substr(at + 2, text.find(')', at) - at - 2));
  }
  return found;
}

class linking_page : public testing::TestWithParam<const char*> {};

TEST_P(linking_page, leads_to_files_that_are_there) {
  const path docs = sources / "docs";
  const auto links = links_of(read_file(docs / GetParam()));
  EXPECT_FALSE(links.empty());
  for (const std::string& link : links) EXPECT_TRUE(std::filesystem::exists(docs / link)) << link;
}

INSTANTIATE_TEST_SUITE_P(docs, linking_page, testing::Values("embedding.md", "guarantees.md"),
                         [](const auto& each) { return path(each.param).stem().string(); });

}  // namespace
}  // namespace ipaas::embedding
