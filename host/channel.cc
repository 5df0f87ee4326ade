#include "channel.h"

#include "error_text.h"
#include "json.h"

namespace ipaas::command_line {

channel::channel(host::operation operation, event_log& log, std::string origin)
    : operation_(std::move(operation)),
      log_(log),
      origin_(std::move(origin)),
      descriptor_(operation_.fd()) {}

void channel::flush() {
  // After its end an operation takes nothing more; what is left is not worth an exception.
  if (!outgoing_.empty() && !failed_ && !stopped_) operation_.submit(outgoing_);
}

void channel::note(const host::record& event) {
  // The failure is what the program ends with: it is told there, once.
  if (event.code == IPAAS_EVENT_FAILED) return note_failure(event);
  if (event.code == IPAAS_EVENT_UP) ++connects_;
  if (event.code == IPAAS_EVENT_UP || event.code == IPAAS_EVENT_DOWN) {
    up_ = event.code == IPAAS_EVENT_UP;
  }
  if (event.code == IPAAS_EVENT_STOPPED) stopped_ = true;
  log_.event(event, origin_);
}

void channel::note_failure(const host::record& event) {
  failed_ = true;
  up_ = false;
  failure_ = event.error.empty() ? std::string(text_member(try_parse(event.attribute), "text"))
                                 : error_text(event.error);
  if (!origin_.empty()) failure_ = origin_ + ": " + failure_;
}

}  // namespace ipaas::command_line
