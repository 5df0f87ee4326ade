// consume: prints messages as lines of JSON and settles them as asked.
#include <strings.h>

#include <map>

#include "command.h"
#include "connection_options.h"
#include "consumption.h"
#include "json.h"
#include "opening.h"
#include "parameter_options.h"
#include "quiet_option.h"
#include "reporting.h"

namespace ipaas::command_line {
namespace {

constexpr auto consume_examples =
    "Ends with status 0 when the count is reached or after a signal, 1 when it failed, 2 for a "
    "bad\n"
    "configuration, 3 when the time is over before the count. Without a clientId, a unique one and "
    "a\n"
    "clean session are used.\n\n"
    "Examples:\n"
    "  ipaas-host consume --set brokerUrl=127.0.0.1 --param topics=machines/#\n"
    "  ipaas-host consume --connection broker.json --param topics=a/#,b --param qos=1 --count 10\n"
    "  ipaas-host consume --connection broker.json --param topics=jobs --for 1m --settle none\n"
    "  ipaas-host consume --connection broker.json --param topics=jobs --param qos=2 "
    "--settle-delay 250ms";

const std::map<std::string, std::uint32_t> verdicts{
    {"accept", IPAAS_ACCEPT}, {"retry", IPAAS_RETRY}, {"reject", IPAAS_REJECT}, {"none", 0}};

one_of verdict_names() {
  std::vector<std::string> names;
  for (const auto& [name, code] : verdicts) names.push_back(name);
  return {names};
}

// Where taking a message settles it, a verdict would be one too many.
bool settles_by_itself(const rapidjson::Document& parameters) {
  return strcasecmp(std::string(text_member(parameters, "ackMode")).c_str(), "immediate") == 0;
}

class consume_command : public command {
 public:
  subcommand declare() override {
    return {"consume", "Print messages as lines of JSON",
            joined({connection_.declare(),
                    parameters_.declare(),
                    own_options(),
                    statistics_.declare(),
                    {quiet_option(verbosity_)}}),
            consume_examples};
  }

  exit_status run(const plugin_option& plugin) override {
    environment around(verbosity_, statistics_);
    const auto library = plugin.load();
    return reporting(around, [&] { return consume(library, around); });
  }

 private:
  option_table own_options() {
    return {{"--count", "N", "End after so many messages", &plan_.count, {positive_number{}}},
            {"--for", "DURATION", "End after this time", &plan_.time},
            {"--settle",
             "VERDICT",
             "The verdict on each message: accept, retry, reject, none",
             &settle_,
             {verdict_names(), default_shown{}}},
            {"--settle-delay", "DURATION", "Time between a message and its verdict", &delay_}};
  }

  exit_status consume(const host::plugin& library, environment& around) {
    const setting_types types(library);
    const auto parameters = parameters_.merged(types, connection_);
    const auto request = operation_request(parameters_.operation(), parameters);
    auto connection = open_connection(library, to_text(connection_.completed(types)));
    around.statistics.watch(library, connection, "consume");
    channel source(open_operation(connection, request), around.log);
    const auto status = consumption(plan_for(parameters), source, around).run();
    connection.close(milliseconds(1000));
    return status;
  }

  consumption_plan plan_for(const rapidjson::Document& parameters) const {
    auto plan = plan_;
    const auto verdict = verdicts.at(settle_);
    if (verdict != 0 && !settles_by_itself(parameters)) plan.verdict = verdict;
    plan.settle_delay = delay_.value_or(milliseconds(0));
    return plan;
  }

  connection_options connection_;
  parameter_options parameters_{"consumer"};
  consumption_plan plan_;
  std::string settle_ = "accept";
  std::optional<milliseconds> delay_;
  statistics_plan statistics_;
  verbosity verbosity_ = verbosity::normal;
};

}  // namespace

std::unique_ptr<command> make_consume() { return std::make_unique<consume_command>(); }

}  // namespace ipaas::command_line
