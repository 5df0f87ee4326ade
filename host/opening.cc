#include "opening.h"

#include "error_text.h"
#include "exit_status.h"

namespace ipaas::command_line {
namespace {

[[noreturn]] void explain(const host::failure& failure) {
  const auto text =
      failure.details().empty() ? std::string(failure.what()) : error_text(failure.details());
  const bool configured_wrong =
      failure.status() == IPAAS_BAD_CONFIGURATION || failure.status() == IPAAS_BAD_STATE;
  if (configured_wrong) throw bad_configuration(text);
  throw std::runtime_error(text);
}

}  // namespace

host::connection open_connection(const host::plugin& library, std::string_view configuration) try {
  return library.open_connection(configuration);
} catch (const host::failure& failure) {
  explain(failure);
}

host::operation open_operation(const host::connection& connection, std::string_view request) try {
  return connection.open_operation(request);
} catch (const host::failure& failure) {
  explain(failure);
}

std::string probe_connection(const host::connection_probe& probe, std::string_view request,
                             std::chrono::milliseconds timeout) try {
  return probe.run(request, timeout);
} catch (const host::failure& failure) {
  explain(failure);
}

}  // namespace ipaas::command_line
