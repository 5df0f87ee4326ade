#include "page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "code_sources.h"

namespace ipaas::error_pages {
namespace {

using mqtt::error_code;
using mqtt::error_entry;
using mqtt::language;

constexpr std::string_view introduction_en =
    R"(<!-- Made of schema/errors.json and of the connector's tables by tests/error_pages; do not edit. -->
# Errors

Every failure has one of these codes, as `Code` of an error, in all operations and reports.

```json
{"Code": "MQTT:NOT_AUTHORIZED", "Description": "...", "Retryable": false, "ReasonCode": 135, "Endpoint": "broker:1883", "Stage": "connack"}
```

`Description` says what happened in this case, then the cause and the remedy of the table, in the language of the
connection's `language`. `Retryable` says whether the same thing may succeed later although nobody changes anything.
`ReasonCode` (what the broker sent), `Field` (JSON pointer into the configuration), `Endpoint` and `Stage` are there where
they apply. With `errorCodes` set to `core`, `Code` is always `CORE:RUNTIME`, and everything else stays what it is.

Below each code stands what other parties say that leads to it: look for a number or a name of the broker's, of OpenSSL's or
of the system's to find its remedy.

| code | retryable |
|---|---|
)";

constexpr std::string_view introduction_zh =
    R"(<!-- 由 tests/error_pages 根据 schema/errors.json 和连接器的对照表生成，请勿手工修改。 -->
# 错误

在所有操作和报告中，每个失败都使用下列代码之一，即错误的 `Code`。

```json
{"Code": "MQTT:NOT_AUTHORIZED", "Description": "...", "Retryable": false, "ReasonCode": 135, "Endpoint": "broker:1883", "Stage": "connack"}
```

`Description` 先说明本次发生了什么，然后是表中的原因和处理办法，语言由连接的 `language` 决定。`Retryable` 表示无需人为更改，稍后重试是否可能成功。
`ReasonCode`（服务器发来的原因码）、`Field`（指向配置的 JSON 指针）、`Endpoint` 和 `Stage` 只在适用时出现。
把 `errorCodes` 设为 `core` 时，`Code` 总是 `CORE:RUNTIME`，其余内容不变。

每个代码下面列出了会导致它的外部信息：可以按服务器、OpenSSL 或操作系统给出的数字或名称查找处理办法。

| 代码 | 可重试 |
|---|---|
)";

std::string_view in(language which, std::string_view en, std::string_view zh) {
  return which == language::en ? en : zh;
}

const std::string& in(language which, const words& both) {
  return which == language::en ? both.en : both.zh;
}

error_code code_at(std::size_t row) { return static_cast<error_code>(row); }

// The name of a heading in a link, as it is made from "MQTT:TLS_HOSTNAME".
std::string anchor_of(std::string_view code) {
  std::string anchor;
  for (const char c : code) {
    if (c != ':') anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return anchor;
}

std::string overview(language which) {
  std::string rows;
  for (std::size_t i = 0; i < mqtt::error_code_count; ++i) {
    const error_entry& entry = mqtt::entry_of(code_at(i));
    rows += fmt::format("| [`{}`](#{}) | {} |\n", entry.code, anchor_of(entry.code),
                        entry.retryable ? in(which, "yes", "是") : in(which, "no", "否"));
  }
  return rows;
}

// "0x86 Bad user name or password, 0x8C ..., every other", or nothing.
std::string signs_of(const code_source& source, error_code code, language which) {
  std::string list;
  const auto add = [&list, which](std::string_view text) {
    if (!list.empty()) list += in(which, ", ", "、");
    list += text;
  };
  for (const auto& sign : source.signs) {
    if (sign.code == code) add(fmt::format("`{}`", sign.label));
  }
  if (source.rest == code) {
    add(source.signs.empty() ? in(which, "each", "全部") : in(which, "every other", "其他所有"));
  }
  return list;
}

std::string rows_of(const std::vector<code_source>& sources, error_code code, language which) {
  std::string rows;
  for (const code_source& source : sources) {
    const std::string signs = signs_of(source, code, which);
    if (signs.empty()) continue;
    rows += fmt::format("- {}{}{}\n", in(which, source.title), in(which, ": ", "："), signs);
  }
  return rows;
}

std::string section(const std::vector<code_source>& sources, error_code code, language which) {
  const error_entry& entry = mqtt::entry_of(code);
  const bool english = which == language::en;
  std::string text = fmt::format("\n## {}\n\n", entry.code);
  text += fmt::format("{}{}\n\n", in(which, "**Cause.** ", "**原因：**"),
                      english ? entry.cause_en : entry.cause_zh);
  text += fmt::format("{}{}\n\n", in(which, "**Remedy.** ", "**处理：**"),
                      english ? entry.remedy_en : entry.remedy_zh);
  text += fmt::format("{}{}\n", in(which, "**Retryable.** ", "**可重试：**"),
                      entry.retryable ? in(which, "Yes.", "是。") : in(which, "No.", "否。"));
  const std::string rows = rows_of(sources, code, which);
  return rows.empty() ? text : text + '\n' + rows;
}

}  // namespace

std::string page(language which) {
  const auto sources = all_sources();
  std::string text(in(which, introduction_en, introduction_zh));
  text += overview(which);
  for (std::size_t i = 0; i < mqtt::error_code_count; ++i) {
    text += section(sources, code_at(i), which);
  }
  return text;
}

}  // namespace ipaas::error_pages
