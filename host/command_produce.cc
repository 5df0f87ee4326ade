// produce: publishes lines, lines of JSON, or generated payloads.
#include "command.h"
#include "connection_options.h"
#include "json.h"
#include "opening.h"
#include "parameter_options.h"
#include "production.h"
#include "quiet_option.h"
#include "reporting.h"

namespace ipaas::command_line {
namespace {

constexpr auto produce_examples =
    "Failed messages are printed as lines of JSON; the exit status is 1 when there is one. Without "
    "a\n"
    "clientId, a unique one and a clean session are used.\n\n"
    "Examples:\n"
    "  echo hello | ipaas-host produce --set brokerUrl=127.0.0.1 --param topic=greetings\n"
    "  ipaas-host produce readings.txt --connection broker.json --param topic=a/b --param qos=1\n"
    "  ipaas-host produce --json messages.jsonl --connection broker.json "
    "--param 'topic=${attribute.topic}'\n"
    "  ipaas-host produce --count 10000 --size 64 --rate 500 --set brokerUrl=127.0.0.1 "
    "--param topic=load";

class produce_command : public command {
 public:
  subcommand declare() override {
    return {"produce", "Publish lines, or generated messages",
            joined({connection_.declare(),
                    parameters_.declare(),
                    input_options(),
                    plan_options(),
                    statistics_.declare(),
                    {quiet_option(verbosity_)}}),
            produce_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    environment around(verbosity_, statistics_);
    const auto library = plugin.load();
    return reporting(around, [&] { return produce(library, around); });
  }

 private:
  option_table input_options() {
    return {{"input",
             "FILE",
             "File with one message per line; - is standard input",
             &file_,
             {default_shown{}}},
            {"--json", "",
             "The lines are JSON: {\"payload\": ..., \"attribute\": {...}, \"variable\": {...}}",
             [this] { open_ = open_json_lines; }},
            {"--count",
             "N",
             "Generate so many messages, without an input",
             &count_,
             {positive_number{}, excludes{"input"}, excludes{"--json"}}},
            {"--size",
             "BYTES",
             "Bytes of a generated payload, which begins with its number",
             &size_,
             {number_range{0, 256 << 20}, default_shown{}, needs{"--count"}}}};
  }

  option_table plan_options() {
    return {
        {"--rate", "N", "At most so many messages per second", &plan_.rate, {positive_number{}}},
        {"--outcomes", "", "Print every message with its outcome, not only the failed ones",
         [this] { plan_.printed = printed_outcomes::all; }}};
  }

  std::unique_ptr<message_input> input() const {
    return count_ ? generate(*count_, size_) : open_(file_);
  }

  exit_status produce(const host::plugin& library, environment& around) {
    const setting_types types(library);
    const auto source = input();
    const auto request =
        operation_request(parameters_.operation(), parameters_.merged(types, connection_));
    auto connection = open_connection(library, to_text(connection_.completed(types)));
    around.statistics.watch(library, connection, "produce");
    channel target(open_operation(connection, request), around.log);
    const auto status = production(plan_, *source, target, around).run();
    connection.close(milliseconds(1000));
    return status;
  }

  connection_options connection_;
  parameter_options parameters_{"producer"};
  production_plan plan_;
  std::string file_ = "-";
  std::unique_ptr<message_input> (*open_)(const std::string&) = open_lines;
  std::optional<std::uint64_t> count_;
  std::size_t size_ = 64;
  statistics_plan statistics_;
  verbosity verbosity_ = verbosity::normal;
};

}  // namespace

std::unique_ptr<command> make_produce() { return std::make_unique<produce_command>(); }

}  // namespace ipaas::command_line
