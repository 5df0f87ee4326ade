// produce: publishes lines, lines of JSON, or generated payloads.
#include <CLI/CLI.hpp>

#include "command.h"
#include "command_line_options.h"
#include "connection_options.h"
#include "json.h"
#include "opening.h"
#include "parameter_options.h"
#include "production.h"
#include "reporting.h"

namespace ipaas::command_line {
namespace {

constexpr auto examples =
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
  CLI::App* add_to(CLI::App& program) override {
    auto* app = program.add_subcommand("produce", "Publish lines, or generated messages");
    connection_.add_to(*app);
    parameters_.add_to(*app);
    add_input_to(*app);
    app->add_option("--rate", plan_.rate, "At most so many messages per second")
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    app->add_flag_callback(
        "--outcomes", [this] { plan_.printed = printed_outcomes::all; },
        "Print every message with its outcome, not only the failed ones");
    statistics_.add_to(*app);
    add_quiet(*app, verbosity_);
    app->footer(examples);
    return app;
  }

  exit_status run(const plugin_option& plugin) override {
    environment around(verbosity_, statistics_);
    const auto library = plugin.load();
    return reporting(around, [&] { return produce(library, around); });
  }

 private:
  void add_input_to(CLI::App& app) {
    auto* file =
        app.add_option("input", file_, "File with one message per line; - is standard input");
    file->type_name("FILE")->capture_default_str();
    auto* json = app.add_flag_callback(
        "--json", [this] { open_ = open_json_lines; },
        "The lines are JSON: {\"payload\": ..., \"attribute\": {...}, \"variable\": {...}}");
    auto* count = app.add_option("--count", count_, "Generate so many messages, without an input");
    count->type_name("N")->check(CLI::PositiveNumber)->excludes(file)->excludes(json);
    app.add_option("--size", size_, "Bytes of a generated payload, which begins with its number")
        ->check(CLI::Range(0, 256 << 20))
        ->type_name("BYTES")
        ->capture_default_str()
        ->needs(count);
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
