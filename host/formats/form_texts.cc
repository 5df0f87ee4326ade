#include <fmt/format.h>

#include "form_schema.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

struct common_text {
  std::string_view key;
  words text;
};

// Mistakes that need no more words in any field, by the keyword that was broken; the empty choice.
const common_text common_texts[] = {
    {"error.required", {"This field is required.", "此项必填。"}},
    {"error.type", {"This value is of the wrong type.", "值的类型不正确。"}},
    {"error.enum", {"Choose one of the listed values.", "请从列表中选择。"}},
    {"error.minItems", {"At least one entry is needed.", "至少需要一项。"}},
    {"error.pattern", {"This value has the wrong form.", "值的格式不正确。"}},
    {"enum.none", {"None", "无"}},
};

// What JSON Forms says of the rows of a list.
const common_text list_texts[] = {
    {"addTooltip", {"Add an entry", "添加一项"}},
    {"addAriaLabel", {"Add an entry", "添加一项"}},
    {"removeTooltip", {"Remove", "删除"}},
    {"removeAriaLabel", {"Remove", "删除"}},
    {"up", {"Move up", "上移"}},
    {"upAriaLabel", {"Move up", "上移"}},
    {"down", {"Move down", "下移"}},
    {"downAriaLabel", {"Move down", "下移"}},
    {"noDataMessage", {"No entries", "暂无内容"}},
    {"deleteDialogTitle", {"Remove the entry?", "删除该项？"}},
    {"deleteDialogMessage", {"The entry will be removed.", "该项将被删除。"}},
    {"deleteDialogAccept", {"Remove", "删除"}},
    {"deleteDialogDecline", {"Keep", "保留"}},
};
const common_text pair_texts[] = {
    {"name.label", {"Name", "名称"}},
    {"value.label", {"Value", "值"}},
};

// The keywords that a value outside of what the field expects can break.
std::vector<std::string> breakable(const field& field) {
  if (field.type == "integer") return {"type", "minimum", "maximum"};
  return {"pattern"};
}

class text_table {
 public:
  explicit text_table(language language) : language_(language) {}

  void add(const std::string& key, const words& text) { out_.set(key, text.in(language_)); }

  void add_all(const std::string& prefix, const auto& texts) {
    for (const common_text& each : texts) add(prefix + std::string(each.key), each.text);
  }

  void add_section(const std::string& kind, const section& section) {
    add(fmt::format("{}.{}.label", kind, section.key), section.label);
  }

  void add_field(const std::string& prefix, const field& field) {
    add(prefix + ".label", field.label);
    add(prefix + ".description", field.help);
    for (const choice& each : field.choices) add(prefix + "." + each.value, each.label);
    if (field.type == "array" || field.type == "object") add_all(prefix + ".", list_texts);
    if (field.type == "object") add_all(prefix + ".", pair_texts);
    add_expectation(prefix, field);
  }

  node take() { return std::move(out_); }

 private:
  void add_expectation(const std::string& prefix, const field& field) {
    const words expected = expectation(field);
    if (expected.en.empty() || !field.choices.empty()) return;
    const words sentence{"Expected: " + expected.en + ".", "应为：" + expected.zh + "。"};
    for (const std::string& keyword : breakable(field)) {
      add(prefix + ".error." + keyword, sentence);
    }
  }

  language language_;
  node out_ = node::object();
};

}  // namespace

node form_texts(const catalogue& all, language language) {
  text_table texts(language);
  for (const section& tab : all.tabs) texts.add_section("tab", tab);
  for (const section& group : all.groups) texts.add_section("group", group);
  for (const form& form : all.forms) {
    for (const field& each : form.fields) texts.add_field(form.name + "." + each.key, each);
  }
  texts.add_all("", common_texts);
  return texts.take();
}

}  // namespace ipaas::command_line::formats
