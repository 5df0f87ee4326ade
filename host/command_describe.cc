// describe: prints the manifest.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "command.h"
#include "json.h"

namespace ipaas::command_line {
namespace {

class describe_command : public command {
 public:
  CLI::App* add_to(CLI::App& program) override {
    auto* app = program.add_subcommand("describe", "Print what the plugin says of itself, as JSON");
    app->footer(
        "Examples:\n"
        "  ipaas-host describe\n"
        "  ipaas-host --plugin ./another.so describe");
    return app;
  }

  exit_status run(const plugin_option& plugin) override {
    const auto manifest = plugin.load().manifest();
    std::puts(to_pretty_text(parse_json(manifest, "the plugin's manifest")).c_str());
    return exit_status::done;
  }
};

}  // namespace

std::unique_ptr<command> make_describe() { return std::make_unique<describe_command>(); }

}  // namespace ipaas::command_line
