#include "message/secret_text.h"

#include <string.h>

namespace ipaas::mqtt {

void wipe(std::string& text) noexcept {
  // To its capacity: an earlier, longer text may stand behind the end.
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());
  text.clear();
}

}  // namespace ipaas::mqtt
