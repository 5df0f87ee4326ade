#include "session/credentials.h"

#include "transport/sas_token.h"

namespace ipaas::mqtt::session {

credentials credentials_for(const config::connection_settings& settings,
                            const config::broker_address& broker,
                            std::chrono::system_clock::time_point now) {
  credentials shown{settings.username, settings.password};
  if (settings.sas.key.empty()) return shown;
  if (!shown.username) shown.username = transport::sas_username(broker.host, settings.client_id);
  shown.password =
      transport::sas_token(settings.sas, transport::sas_resource(broker.host, settings.client_id),
                           now + settings.sas.lifetime);
  return shown;
}

}  // namespace ipaas::mqtt::session
