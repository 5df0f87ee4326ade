// eKuiper: the sink {"mqtt": {...}}, the source with named sections over "default", a connection
// {"id", "typ", "props"}, or the keys of any of them alone. Keys are compared without regard to
// case.
#include <algorithm>
#include <array>

#include "config/dialects/dialect.h"
#include "config/dialects/ekuiper_rows.h"
#include "config/object_reader.h"
#include "config/quantity.h"

namespace ipaas::mqtt::config {

namespace {

using enum document_part;

std::string lower_case_name(std::string_view key) {
  std::string out = to_lower(key);
  std::erase(out, '_');  // CONF_KEY, as a stream's options have it
  return out;
}

constexpr std::string_view sink_key = "mqtt";
constexpr std::string_view default_section = "default";

constexpr bilingual sink_is_no_source{
    "A sink publishes: a Consumer wants a source, with datasource",
    "sink 用于发布：Consumer 需要带 datasource 的 source"};
constexpr bilingual source_is_no_sink{"A source consumes: a Producer wants a sink, with topic",
                                      "source 用于消费：Producer 需要带 topic 的 sink"};
constexpr bilingual not_mqtt{"typ is {}, but this connector speaks mqtt only",
                             "typ 是 {}，但此连接器只支持 mqtt"};
constexpr bilingual stranger{"There is no key {} beside {}", "{1} 旁边不应有键 {0}"};
constexpr bilingual which_section{"There are several sections; name the one to use by confKey",
                                  "有多个配置段；请用 confKey 指定使用哪一个"};
constexpr bilingual no_section{"There is no section {}; the sections are {}",
                               "没有名为 {} 的配置段；现有：{}"};
constexpr bilingual version_chosen{
    "protocolVersion is not given: eKuiper's documentation names 3.1 as its default, its program "
    "uses 3.1.1; 3.1.1 is used.",
    "未给出 protocolVersion：eKuiper 文档称默认为 3.1，而其程序使用 3.1.1；此处使用 3.1.1。"};

const json_value* object_member(const json_value& document, std::string_view key) {
  const json_value* member = document.member(key);
  return member != nullptr && member->is(json_kind::object) ? member : nullptr;
}

bool has_key_of_its_own(const json_value& object) {
  constexpr std::array<std::string_view, 4> telling{"server", "servers", "datasource",
                                                    "connectionselector"};
  return std::any_of(object.items.begin(), object.items.end(), [&](const json_value& each) {
    return std::find(telling.begin(), telling.end(), lower_case_name(each.name)) != telling.end();
  });
}

bool is_connection_object(const json_value& document) {
  return document.member("typ") != nullptr && object_member(document, "props") != nullptr;
}

bool is_stream_option(const json_value& member) {
  constexpr std::array<std::string_view, 6> options{"datasource", "confkey", "type",
                                                    "format",     "shared",  dialect_key};
  return std::find(options.begin(), options.end(), lower_case_name(member.name)) != options.end();
}

bool is_section(const json_value& member) {
  return member.is(json_kind::object) && member.name != overlay_key &&
         (member.name == default_section || has_key_of_its_own(member));
}

// A document of sections holds beside them nothing but options of the stream.
bool has_sections(const json_value& document) {
  const auto& items = document.items;
  const bool nothing_else = std::all_of(items.begin(), items.end(), [](const json_value& each) {
    return each.is(json_kind::object) || is_stream_option(each);
  });
  return nothing_else && std::any_of(items.begin(), items.end(), is_section);
}

// What eKuiper does without being told, where we do otherwise.
void imply_behaviour(const entry_list& given, translation& out) {
  if (out.part == consumer) {
    out.imply_default("qos", number_value(1));              // as its shipped default section
    out.imply_default("ackMode", text_value("IMMEDIATE"));  // it acknowledges on receipt
  }
  if (out.part != connection) return;
  const bool mqtt_5 = speaks_mqtt_5(given.find("protocolVersion"));
  const entry* cache = given.find("enableCache");
  out.imply_default("mqttVersion", text_value("3.1.1"));
  if (mqtt_5) out.imply("keepAlive", text_value("20s"));
  out.imply("connectTimeout", text_value("5s"));
  out.imply("autoReconnect", flag_value(true));
  out.imply("maxReconnectInterval", text_value(mqtt_5 ? "1s" : "10s"));
  out.imply("connectRetry", flag_value(true));
  out.imply("connectRetryInterval", text_value(mqtt_5 ? "1s" : "10s"));
  const bool kept = cache != nullptr && is_true(*cache->value);
  out.imply("writeTimeout", text_value(kept ? "0s" : "5s"));
  if (mqtt_5) out.imply_default("sessionExpiry", text_value("60s"));
}

void read_entries(const entry_list& given, const row_list& rows, std::string_view pointer,
                  translation& out) {
  out.root = pointer;
  read_rows(given, rows, pointer, out);
  imply_behaviour(given, out);
  if (out.part == connection && given.find("protocolVersion") == nullptr) {
    out.note(join_pointer(pointer, "protocolVersion"), say(version_chosen), "mqttVersion");
  }
}

// Reports every member beside the only ones that belong there.
void refuse_others(const json_value& document, std::string_view pointer,
                   std::initializer_list<std::string_view> known, translation& out) {
  for (const json_value& each : document.items) {
    const bool expected = std::find(known.begin(), known.end(), each.name) != known.end();
    if (expected || each.name == dialect_key || each.name == overlay_key) continue;
    out.fail(join_pointer(pointer, each.name), say(stranger, quote(each.name), *known.begin()));
  }
}

void refuse_part(bilingual why, std::string_view pointer, translation& out) {
  out.is_void = true;
  out.fail(std::string(pointer), say(why));
}

void read_sink(const json_value& document, std::string_view pointer, translation& out) {
  refuse_others(document, pointer, {sink_key}, out);
  const std::string place = join_pointer(pointer, sink_key);
  if (out.part == consumer) return refuse_part(sink_is_no_source, place, out);
  entry_list given(lower_case_name);
  given.add(*document.member(sink_key), place, out);
  read_entries(given, ekuiper_sink_rows(), place, out);
}

void read_connection_object(const json_value& document, std::string_view pointer,
                            translation& out) {
  refuse_others(document, pointer, {"props", "typ", "id"}, out);
  const json_value& type = *document.member("typ");
  if (to_lower(type.text) != sink_key) {
    out.is_void = true;
    return out.fail(join_pointer(pointer, "typ"), say(not_mqtt, quote(type.text)));
  }
  const std::string place = join_pointer(pointer, "props");
  entry_list given(lower_case_name);
  given.add(*document.member("props"), place, out);
  read_entries(given, ekuiper_rows(), place, out);
}

void read_flat(const json_value& document, std::string_view pointer, translation& out) {
  entry_list given(lower_case_name);
  given.add_document(document, pointer, out);
  read_entries(given, ekuiper_rows(), pointer, out);
}

std::vector<const json_value*> named_sections(const json_value& document) {
  std::vector<const json_value*> named;
  for (const json_value& each : document.items) {
    const bool section = each.is(json_kind::object) && each.name != overlay_key;
    if (section && each.name != default_section) named.push_back(&each);
  }
  return named;
}

std::string names_of(const std::vector<const json_value*>& sections) {
  std::string names;
  for (const json_value* each : sections) {
    names += (names.empty() ? "" : ", ") + quote(each->name);
  }
  return names.empty() ? std::string(default_section) : names;
}

// The section to use over the default one; null: none, and whether that was a mistake is told.
const json_value* chosen_section(const json_value& document, const entry* name,
                                 std::string_view pointer, translation& out) {
  const auto named = named_sections(document);
  if (name == nullptr) {
    if (named.size() > 1) refuse_part(which_section, pointer, out);
    return named.size() == 1 ? named.front() : nullptr;
  }
  if (to_lower(name->value->text) == default_section) return nullptr;
  const auto found = std::find_if(named.begin(), named.end(), [&](const json_value* each) {
    return to_lower(each->name) == to_lower(name->value->text);  // CONF_KEY="..." keeps no case
  });
  if (found != named.end()) return *found;
  out.is_void = true;
  out.fail(name->pointer, say(no_section, quote(name->value->text), names_of(named)));
  return nullptr;
}

void read_sections(const json_value& document, std::string_view pointer, translation& out) {
  if (out.part == producer) return refuse_part(source_is_no_sink, pointer, out);
  json_value stream{json_kind::object};  // beside the sections: options of the stream
  for (const json_value& each : document.items) {
    if (!each.is(json_kind::object) && each.name != default_section) stream.items.push_back(each);
  }
  entry_list given(lower_case_name);
  given.add_document(stream, pointer, out);
  const json_value* section = chosen_section(document, given.find("confKey"), pointer, out);
  if (out.is_void) return wipe_texts(stream);
  const json_value* defaults = document.member(default_section);
  if (defaults != nullptr && !defaults->is(json_kind::object)) {
    refuse_kind(*defaults, join_pointer(pointer, default_section), out.mistakes);
    defaults = nullptr;
  }
  const std::string place =
      join_pointer(pointer, section != nullptr ? std::string_view(section->name) : default_section);
  if (section != nullptr) given.add(*section, place, out);
  if (defaults != nullptr) given.add(*defaults, join_pointer(pointer, default_section), out);
  read_entries(given, ekuiper_source_rows(), place, out);
  wipe_texts(stream);
}

}  // namespace

bool is_ekuiper(const json_value& document) {
  if (document.member("brokerUrl") != nullptr) return false;
  return object_member(document, sink_key) != nullptr || is_connection_object(document) ||
         has_sections(document) || has_key_of_its_own(document);
}

void translate_ekuiper(const json_value& document, std::string_view pointer, translation& out) {
  if (object_member(document, sink_key) != nullptr) return read_sink(document, pointer, out);
  if (is_connection_object(document)) return read_connection_object(document, pointer, out);
  if (has_sections(document)) return read_sections(document, pointer, out);
  read_flat(document, pointer, out);
}

}  // namespace ipaas::mqtt::config
