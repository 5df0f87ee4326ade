#include <fmt/format.h>

#include <algorithm>

#include "field_words.h"
#include "platform_formats.h"
#include "value_rules.h"

namespace ipaas::command_line::formats {
namespace {

const words title{"# Settings", "# 配置参数"};
const words introduction{
    "Every setting of the connection, the Consumer and the Producer, as their forms show them. "
    "This "
    "page is generated: `scripts/renew_documents.sh` makes it from the plugin's own tables.\n\n"
    "A duration is a text of numbers with the units `ms`, `s`, `m` and `h` (`1m30s`), or a bare "
    "number of seconds. A size is a number of bytes, or a text with `KiB`, `MiB` or `GiB`. A value "
    "that does not apply is ignored, whatever it is; `null` stands for a value that is not given.",
    "连接、Consumer 和 Producer 的全部配置参数，与表单中的显示一致。本页由 "
    "`scripts/renew_documents.sh` 根据插件自身的表生成。\n\n"
    "时长为带单位 `ms`、`s`、`m`、`h` 的文本（例如 "
    "`1m30s`），或者不带单位的秒数。大小为字节数，或者带 "
    "`KiB`、`MiB`、`GiB` 的文本。不适用的参数无论取什么值都会被忽略；`null` 表示未填写。"};
const words columns{"| Key | Label | Type | Default | Meaning |",
                    "| 键 | 名称 | 类型 | 默认值 | 说明 |"};
const words required_words{"required", "必填"};
const words required_on_form_words{"required on the form", "表单中必填"};
const words secret_words{"secret", "保密"};
const words changeable_words{"can be changed while the connection is open", "连接打开时可修改"};
const words example_word{"Example", "示例"};
const words from_to{"{} to {}", "{} 到 {}"};
const words types[] = {{"string", "字符串"}, {"boolean", "布尔"},     {"choice", "枚举"},
                       {"duration", "时长"}, {"integer", "整数"},     {"size", "大小"},
                       {"array", "列表"},    {"object", "名称与文本"}};

std::string code(std::string_view text) { return fmt::format("`{}`", text); }

// What would end the cell or the line of a table.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char each : text) {
    if (each == '|') out += '\\';
    out += each == '\n' ? ' ' : each;
  }
  return out;
}

std::string type_word(const field& field, language language) {
  for (const words& each : types) {
    if (each.en == field.type) return each.in(language);
  }
  return field.type;
}

// "integer, 1 to 65535", or the values of a choice.
std::string type_cell(const field& field, language language) {
  std::vector<std::string> values;
  for (const choice& each : field.choices) values.push_back(code(each.value));
  if (!values.empty()) return fmt::format("{}", fmt::join(values, ", "));
  std::string out = type_word(field, language);
  if (!field.maximum) return out;
  const std::int64_t least = std::max(field.minimum.value_or(0), least_above_zero(field));
  const std::string zero = least_above_zero(field) == 0 ? "" : "0, ";
  return out + ", " + zero +
         fmt::format(fmt::runtime(from_to.in(language)), limit_text(field, least),
                     limit_text(field, *field.maximum));
}

std::string default_cell(const field& field, language language) {
  if (field.default_value && !default_text(field).empty()) return code(default_text(field));
  if (field.required) return required_words.in(language);
  return field.required_on_form ? required_on_form_words.in(language) : "";
}

void append_sentence(std::string& out, const std::string& sentence, language language) {
  if (sentence.empty()) return;
  if (language == language::en) out += ' ';
  out += sentence;
}

std::string traits(const field& field, language language) {
  std::vector<std::string> out;
  if (field.secret) out.push_back(secret_words.in(language));
  if (field.changeable) out.push_back(changeable_words.in(language));
  if (out.empty()) return {};
  return fmt::format("*{}*", fmt::join(out, language == language::zh ? "，" : "; "));
}

std::string meaning_cell(const field& field, language language) {
  std::string out = field.help.in(language);
  append_sentence(out, applies_sentence(field).in(language), language);
  if (field.example) {
    const std::string_view colon = language == language::zh ? "：" : ": ";
    const std::string_view stop = language == language::zh ? "。" : ".";
    append_sentence(out,
                    fmt::format("{}{}{}{}", example_word.in(language), colon,
                                code(field.example->plain_text()), stop),
                    language);
  }
  const std::string more = traits(field, language);
  return more.empty() ? out : out + " " + more;
}

std::string row(const field& field, language language) {
  return fmt::format("| {} | {} | {} | {} | {} |\n", code(field.key),
                     escaped(field.label.in(language)), escaped(type_cell(field, language)),
                     escaped(default_cell(field, language)),
                     escaped(meaning_cell(field, language)));
}

std::string group_tables(const catalogue& all, const form& form, const std::string& tab,
                         language language) {
  std::string out;
  for (const section* group : groups_in(all, form)) {
    std::string rows;
    for (const field& each : form.fields) {
      if (each.tab == tab && each.group == group->key) rows += row(each, language);
    }
    if (rows.empty()) continue;
    out += fmt::format("\n**{}**\n\n{}\n|---|---|---|---|---|\n{}", group->label.in(language),
                       columns.in(language), rows);
  }
  return out;
}

std::string form_part(const catalogue& all, const form& form, language language) {
  std::string out = fmt::format("\n## {}\n\n{}\n", form.label.in(language), form.help.in(language));
  if (form.name != "connection") return out + group_tables(all, form, "", language);
  for (const section& tab : all.tabs) {
    out += fmt::format("\n### {}\n", tab.label.in(language));
    out += group_tables(all, form, tab.key, language);
  }
  return out;
}

}  // namespace

std::string settings_page(const catalogue& all, language language) {
  std::string out = fmt::format("{}\n\n{}\n", title.in(language), introduction.in(language));
  for (const form& each : all.forms) out += form_part(all, each, language);
  return out;
}

}  // namespace ipaas::command_line::formats
