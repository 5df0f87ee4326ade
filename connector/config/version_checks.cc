#include "config/version_checks.h"

#include "config/json_value.h"
#include "config/property_value.h"

namespace ipaas::mqtt::config {

namespace {

// Reports what is given although only MQTT 5 has it.
class version_5_only {
 public:
  version_5_only(std::string_view pointer, problems& found) : pointer_(pointer), found_(found) {}

  void check(std::string_view key, bool given) {
    if (!given) return;
    found_.fail(join_pointer(pointer_, key), problem::needs_version_5, key);
  }

 private:
  std::string_view pointer_;
  problems& found_;
};

}  // namespace

void check_version(protocol::version version, const producer_settings& producer,
                   std::string_view pointer, problems& found) {
  if (version == protocol::version::v5) return;
  version_5_only only(pointer, found);
  const publish_properties& given = producer.properties;
  for (const text_property& each : text_properties) {
    only.check(each.key, !(given.*each.place).value_or("").empty());
  }
  only.check("payloadFormatIndicator", given.payload_format_indicator.value_or(0) != 0);
  only.check("userProperties", given.user_properties && !given.user_properties->empty());
}

void check_version(protocol::version version, const consumer_settings& consumer,
                   std::string_view pointer, problems& found) {
  if (version == protocol::version::v5) return;
  version_5_only only(pointer, found);
  const subscribe_options none;
  only.check("noLocal", consumer.options.no_local);
  only.check("retainHandling", consumer.options.retained != none.retained);
  only.check("retainAsPublished", consumer.options.retain_as_published);
  if (consumer.shared_group.empty()) return;
  found.warn(join_pointer(pointer, "sharedGroup"), problem::warn_share_before_5);
}

}  // namespace ipaas::mqtt::config
