// Why the state of a client ID cannot be taken up.
#pragma once

#include "message/error.h"

namespace ipaas::mqtt::state {

// core_config: the directory is wrong; client_id_taken: somebody else has it; core_resource: the
// disk is full, or the file is damaged. The field is /stateDirectory.
struct state_unavailable {
  error reason;
};

state_unavailable unavailable(error_code code, phrase detail);

}  // namespace ipaas::mqtt::state
