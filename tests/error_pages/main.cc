// Writes the pages about errors into a folder, or with --check says whether those there are
// current.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "page.h"

namespace {

namespace fs = std::filesystem;
using ipaas::mqtt::language;

struct target {
  const char* name;
  language in;
};
constexpr target targets[] = {{"errors.md", language::en}, {"errors.zh.md", language::zh}};

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

int check(const fs::path& folder, const char* program) {
  int stale = 0;
  for (const target& each : targets) {
    if (text_of(folder / each.name) == ipaas::error_pages::page(each.in)) continue;
    ++stale;
    std::fprintf(stderr, "%s is stale; renew it with\n  %s %s\n", (folder / each.name).c_str(),
                 program, folder.c_str());
  }
  return stale;
}

int write(const fs::path& folder) {
  fs::create_directories(folder);
  for (const target& each : targets) {
    std::ofstream out(folder / each.name);
    out << ipaas::error_pages::page(each.in);
    if (!out.flush()) {
      std::fprintf(stderr, "%s cannot be written\n", (folder / each.name).c_str());
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int count, char** arguments) try {
  if (count == 2) return write(arguments[1]);
  if (count == 3 && arguments[1] == std::string_view("--check")) {
    return check(arguments[2], arguments[0]) == 0 ? 0 : 1;
  }
  std::fprintf(stderr, "usage: %s [--check] FOLDER\n", arguments[0]);
  return 2;
} catch (const std::exception& failure) {
  std::fprintf(stderr, "error_pages: %s\n", failure.what());
  return 2;
}
