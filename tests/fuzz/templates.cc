// Topic templates, and the messages that they are filled from.
#include "config/template_text.h"
#include "fuzzing.h"

namespace {

using namespace ipaas::fuzzing;
using ipaas::mqtt::config::template_input;
using ipaas::mqtt::config::template_mistake;
using ipaas::mqtt::config::template_text;

void check_literal(const template_text& made, std::string_view text) {
  if (!holds(text, "${")) {
    claim(made.is_literal(), "a text without placeholders is literal");
    claim(made.literal() == text, "a literal text is itself", text);
  }
  if (!made.is_literal()) return;
  std::string out = "before ";
  claim(!made.render({}, out), "a literal text needs no message");
  claim(out == "before " + made.literal(), "a literal text is appended", out);
}

void check_rendering(const template_text& made, const template_input& message) {
  std::string first;
  std::string second = "x";
  const auto missing = made.render(message, first);
  const auto again = made.render(message, second);
  claim(missing.has_value() == again.has_value(), "the same message fails in the same way");
  if (missing) {
    claim(!missing->en.empty() && !missing->zh.empty(), "what is missing is said");
    return;
  }
  claim("x" + first == second, "the same message gives the same text", first);
  claim(first.size() >= made.literal_parts().size(), "nothing of the text is lost");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input from(data, size);
  const std::string_view text = from.part();
  template_input message;
  message.attribute = from.part();
  message.variable = from.part();
  message.payload = from.rest();
  try {
    const template_text made(text);
    check_literal(made, text);
    check_rendering(made, message);
  } catch (const template_mistake& refused) {
    claim(!refused.words().en.empty() && !refused.words().zh.empty(),
          "a refused template is told why", text);
    claim(holds(text, "${"), "a text without placeholders is a template", text);
  }
  return 0;
}
