// probe: tries a connection step by step, and prints what was found or what is wrong.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "assignment.h"
#include "command.h"
#include "connection_options.h"
#include "json.h"
#include "opening.h"
#include "probe_text.h"
#include "terminal.h"

namespace ipaas::command_line {
namespace {

constexpr auto probe_examples =
    "Prints a line for each step, with its time and what it found, and for the one that failed "
    "why, and\n"
    "what to do. Uses a client ID of its own, so that a connection that is up is not disturbed; "
    "subscribes\n"
    "and publishes nothing unless told to. Ends with status 0 when every step was fine, 1 when one "
    "failed,\n"
    "2 for a bad configuration.\n\n"
    "Examples:\n"
    "  ipaas-host probe --connection broker.json\n"
    "  ipaas-host probe --connection broker.json --topic tests/probe --subscribe --publish\n"
    "  ipaas-host probe --set brokerUrl=127.0.0.1 --json --timeout 5s";

constexpr std::chrono::milliseconds default_timeout{30'000};

class probe_command : public command {
 public:
  subcommand declare() override {
    return {"probe", "Try a connection step by step, say what is wrong",
            joined({connection_.declare(), own_options()}), probe_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    const auto library = plugin.load();
    const host::connection_probe probe(library);
    if (!probe.available()) {
      throw std::runtime_error(
          "this plugin cannot probe: it is of a version of the contract "
          "before 1.2");
    }
    const auto report = probe_connection(probe, request(setting_types(library)),
                                         timeout_.value_or(default_timeout));
    fmt::print("{}", json_ ? report + '\n' : probe_text(report, colours_of_output()));
    const auto document = parse_json(report, "the plugin's report");
    const auto ok = document.IsObject() ? document.FindMember("ok") : document.MemberEnd();
    const bool passed = ok != document.MemberEnd() && ok->value.IsTrue();
    return passed ? exit_status::done : exit_status::failed;
  }

 private:
  option_table own_options() {
    return {{"--topic", "TOPIC", "What to subscribe and publish to", &topic_},
            {"--subscribe", "", "Subscribe to the topic", &subscribe_},
            {"--publish", "",
             "Publish a short message to the topic, and with --subscribe read it back", &publish_},
            {"--timeout", "DURATION", "For all of it [30s]", &timeout_},
            {"--json", "", "Print the report as the plugin gives it", &json_}};
  }

  static colours colours_of_output() {
    return has_colours(STDOUT_FILENO) ? colours::ansi : colours::none;
  }

  std::string request(const setting_types& types) const {
    rapidjson::Document request(rapidjson::kObjectType);
    auto& memory = request.GetAllocator();
    set_member(request, "connection", rapidjson::Value(connection_.merged(types), memory), memory);
    if (!topic_.empty()) {
      set_member(request, "topic", rapidjson::Value(topic_.c_str(), memory), memory);
    }
    set_member(request, "subscribe", rapidjson::Value(subscribe_), memory);
    set_member(request, "publish", rapidjson::Value(publish_), memory);
    return to_text(request);
  }

  connection_options connection_;
  std::string topic_;
  bool subscribe_ = false;
  bool publish_ = false;
  bool json_ = false;
  std::optional<milliseconds> timeout_;
};

}  // namespace

std::unique_ptr<command> make_probe() { return std::make_unique<probe_command>(); }

}  // namespace ipaas::command_line
