#include "role.h"

#include <map>
#include <stdexcept>

namespace ipaas::bench {

int play(const role_options& options) {
  static const std::map<std::string, int (*)(const role_options&)> roles{
      {"sender", send_messages},
      {"sink", sink_messages},
      {"echo", echo_messages},
      {"gate", pass_through_gate},
      {"consume-plugin", consume_with_plugin},
      {"consume-library", consume_with_library},
      {"read", read_plainly},
      {"produce-plugin", produce_with_plugin},
      {"produce-kept-plugin", produce_kept_with_plugin},
      {"produce-library", produce_with_library},
      {"write", write_plainly},
      {"connect-plugin", connect_with_plugin},
      {"connect-openssl", connect_with_openssl},
      {"idle-plugin", idle_with_plugin},
      {"idle-library", idle_with_library},
      {"round-trip-plugin", round_trip_with_plugin},
      {"round-trip-library", round_trip_with_library},
      {"validate-connection", validate_connection},
      {"parse-connection", parse_connection},
      {"render-template", render_template},
      {"parse-payload", parse_payload},
      {"ask-manifest", ask_manifest},
      {"copy-manifest", copy_manifest},
  };
  const auto found = roles.find(options.name);
  if (found == roles.end()) throw std::invalid_argument("no role " + options.name);
  return found->second(options);
}

}  // namespace ipaas::bench
