// The attribute of a message, which may say how it is published.
#include "config/message_override.h"
#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;

bool is_empty(const config::message_override& read) {
  return !read.topic && !read.qos && !read.retain && !read.properties;
}

bool has_same(const config::message_override& left, const config::message_override& right) {
  return left.topic == right.topic && left.qos == right.qos && left.retain == right.retain &&
         left.properties.has_value() == right.properties.has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const std::string_view attribute = from.rest();
  config::message_override read;
  const auto wrong = config::read_override(attribute, read);
  if (wrong) {
    claim(wrong->code == error_code::publish_rejected, "what is wrong is the message's fault");
    claim(wrong->field.starts_with("/attribute"), "the field is in the attribute", wrong->field);
    claim(!wrong->description.empty(), "what is wrong is said");
    return 0;
  }
  if (attribute.find("mqtt") == attribute.npos && attribute.find('\\') == attribute.npos) {
    claim(is_empty(read), "an attribute that does not name it has none", attribute);
  }
  config::message_override again;
  claim(!config::read_override(attribute, again) && has_same(read, again),
        "it reads the same twice", attribute);
  return 0;
}
