#include "transport/tls/certificate_check.h"

#include "config/json_value.h"
#include "transport/tls/tls_context.h"

namespace ipaas::mqtt::transport {

void check_certificates(const config::connection_settings& settings, std::string_view pointer,
                        config::problems& found) {
  if (!config::uses_tls(settings.transport)) return;
  material_notes notes;
  tls_context::check(settings.tls, notes);
  for (const material_note& each : notes.faults)
    found.fail(config::join_pointer(pointer, each.field), each.sentence);
  for (const material_note& each : notes.warnings)
    found.warn(config::join_pointer(pointer, each.field), say(problem::as_sentence, each.sentence));
  if (settings.tls.skip_verify) {
    found.warn(config::join_pointer(pointer, "insecureSkipVerify"), problem::warn_unverified);
  }
}

}  // namespace ipaas::mqtt::transport
