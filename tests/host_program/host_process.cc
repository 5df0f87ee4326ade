#include "host_process.h"
#include "harness/paths.h"

#include <fstream>

namespace ipaas::host_program {
namespace {

// The shell connects standard input and standard error to files, and becomes the program.
arguments command_line(const harness::temporary_folder& folder, const arguments& options,
                       std::string_view input) {
  const auto in = folder.write("input", input).string();
  const auto out = (folder.path() / "errors").string();
  arguments command{"/bin/sh", "-c", R"(exec 0<"$1" 2>"$2"; shift 2; exec "$@")", "sh",
                    in,        out,  harness::program_path("ipaas-host")};
  command.insert(command.end(), options.begin(), options.end());
  return command;
}

}  // namespace

host_process::host_process(const arguments& options, std::string_view input)
    : child_(command_line(folder_, options, input)) {}

lines host_process::read_rest() {
  lines rest;
  while (auto line = child_.read_line()) rest.push_back(*line);
  return rest;
}

lines host_process::errors() const {
  std::ifstream file(folder_.path() / "errors");
  lines all;
  for (std::string line; std::getline(file, line);) all.push_back(line);
  return all;
}

std::string run_result::error_text() const {
  std::string text;
  for (const auto& line : errors) text += line + "\n";
  return text;
}

run_result run_host(const arguments& options, std::string_view input) {
  host_process program(options, input);
  run_result result;
  result.output = program.read_rest();
  result.status = program.wait();
  result.errors = program.errors();
  return result;
}

arguments with_broker(std::string_view command, const std::string& url, const arguments& rest) {
  arguments all{std::string(command), "--set", "brokerUrl=" + url};
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

}  // namespace ipaas::host_program
