// Which system a configuration document is written for, and its translation.
#pragma once

#include <string>
#include <string_view>

#include "config/dialects/translation.h"

namespace ipaas::mqtt::config {

enum class dialect : std::uint8_t { native, ekuiper, thingpark, tencent, actorcloud };
std::string_view name_of(dialect of);

// From the member "dialect" where there is one, else from the shape of the document. A name that
// there is not is a mistake of `out`; the document then counts as native.
dialect dialect_of(const json_value& document, translation& out);

// Reads the part out.part of a foreign document. Members beside the foreign ones: "dialect", and
// "native", an object whose members "connection", "consumer" and "producer" hold settings of our
// own that stand over the translated ones. Pointers begin with `pointer`.
void translate(dialect from, const json_value& document, std::string_view pointer,
               translation& out);

// A native document with the member "dialect", which is no setting.
bool has_dialect_key(const json_value& document);

// Each in a file of its own. `document` is an object.
bool is_ekuiper(const json_value& document);
void translate_ekuiper(const json_value& document, std::string_view pointer, translation& out);
bool is_thingpark(const json_value& document);
void translate_thingpark(const json_value& document, std::string_view pointer, translation& out);
bool is_tencent(const json_value& document);
void translate_tencent(const json_value& document, std::string_view pointer, translation& out);
bool is_actorcloud(const json_value& document);
void translate_actorcloud(const json_value& document, std::string_view pointer, translation& out);

// The rows of a dialect, for documentation and tests.
row_list rows_of(dialect from);
row_list ekuiper_rows();
row_list thingpark_rows();
row_list tencent_rows();
row_list actorcloud_rows();

}  // namespace ipaas::mqtt::config
