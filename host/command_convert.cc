// convert: shows what a configuration document of another system means in the plugin's own words.
#include <fmt/format.h>

#include <cstdio>

#include "command.h"
#include "conversion_text.h"
#include "ipaas/host_convert.hpp"
#include "json.h"

namespace ipaas::command_line {
namespace {

constexpr auto convert_examples =
    "Reads a document of eKuiper, ThingPark, Tencent or ActorCloud (or one of the plugin's own), "
    "and\n"
    "prints the settings that it stands for, what changed its meaning or cannot be honoured, and "
    "what\n"
    "is wrong with it. Ends with status 2 when something is wrong.\n\n"
    "Examples:\n"
    "  ipaas-host convert sink.json\n"
    "  ipaas-host convert sink.json --language zh\n"
    "  ipaas-host convert sink.json --json\n"
    "  ipaas-host convert sink.json --only connection --show-secrets > broker.json\n"
    "  ipaas-host produce --connection sink.json";

class convert_command : public command {
 public:
  subcommand declare() override {
    return {"convert", "Show another system's document in the plugin's words", options(),
            convert_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    const auto library = plugin.load();
    const host::converter words(library);
    if (!words.available()) {
      throw std::runtime_error(
          "this plugin cannot convert: it is of a version of the contract before 1.3");
    }
    auto result =
        parse_json(words.convert(to_text(read_json_object(file_))), "the plugin's result");
    if (!show_secrets_) mask_secrets(result);
    print(result);
    return mistake_lines(result).empty() ? exit_status::done : exit_status::bad_configuration;
  }

 private:
  option_table options() {
    return {{"document", "FILE.json", "The document, a JSON object", &file_, {required{}}},
            {"--only",
             "PART",
             "Print the settings of this alone, and the notes as errors",
             &part_,
             {one_of{{"connection", "consumer", "producer"}}}},
            {"--language",
             "en|zh",
             "Of the notes",
             &language_,
             {one_of{{"en", "zh"}}, default_shown{}}},
            {"--json", "", "Print the result as JSON", &json_},
            {"--show-secrets", "", "Print passwords and keys as they are", &show_secrets_}};
  }

  void print(const rapidjson::Document& result) const {
    if (!part_.empty()) return print_part(result);
    fmt::print("{}",
               json_ ? to_pretty_text(result) + '\n' : conversion_text(result, language_.c_str()));
  }

  void print_part(const rapidjson::Document& result) const {
    for (const auto& line : note_lines(result, language_.c_str())) {
      fmt::print(stderr, "note {}\n", line);
    }
    for (const auto& line : mistake_lines(result)) fmt::print(stderr, "error {}\n", line);
    const auto settings = result.FindMember(part_.c_str());
    if (settings == result.MemberEnd()) {
      throw bad_configuration(fmt::format("{} holds nothing for {}", file_, part_));
    }
    fmt::print("{}\n", to_pretty_text(settings->value));
  }

  std::string file_;
  std::string part_;
  std::string language_ = "en";
  bool json_ = false;
  bool show_secrets_ = false;
};

}  // namespace

std::unique_ptr<command> make_convert() { return std::make_unique<convert_command>(); }

}  // namespace ipaas::command_line
