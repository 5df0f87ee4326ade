#include "session/renewal.h"

namespace ipaas::mqtt::session {

namespace {

constexpr std::chrono::seconds patience_for_quiet{30};

}  // namespace

void renewal::on_connect(const config::sas_settings& sas, time_point now) {
  due_.reset();
  if (sas.key.empty()) return;
  const std::chrono::milliseconds lifetime(sas.lifetime);
  due_ = {now + lifetime * 8 / 10, now + lifetime * 9 / 10};
}

void renewal::on_changed(time_point now) { due_ = {now, now + patience_for_quiet}; }

void renewal::on_disconnected() { due_.reset(); }

bool renewal::is_due(time_point now, bool quiet) const {
  return due_ && now >= (quiet ? due_->wanted : due_->latest);
}

std::optional<renewal::time_point> renewal::next_deadline(time_point now) const {
  if (!due_) return {};
  return now < due_->wanted ? due_->wanted : due_->latest;
}

}  // namespace ipaas::mqtt::session
