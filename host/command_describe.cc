// describe: prints the manifest, or a document made of it.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "command.h"
#include "formats/documents.h"
#include "formats/formats.h"
#include "json.h"

namespace ipaas::command_line {
namespace {

namespace files = std::filesystem;
using formats::language;

constexpr std::string_view whole_manifest = "manifest";

std::string footer() {
  std::string out = "Formats:\n";
  const auto add = [&](std::string_view name, std::string_view about) {
    out += fmt::format("  {:<20}{}\n", name, about);
  };
  add(whole_manifest, "All that the plugin says of itself, with the form documents it carries");
  for (const auto& each : formats::all_formats()) add(each.name, each.about);
  return out +
         "\nExamples:\n"
         "  ipaas-host describe\n"
         "  ipaas-host describe --format jsonforms-schema --form consumer\n"
         "  ipaas-host describe --format jsonforms-texts --language zh\n"
         "  ipaas-host describe --write-all .\n"
         "  ipaas-host --plugin ./another.so describe";
}

// The form documents are long, and derived from the rest.
std::string readable(std::string_view manifest) {
  auto document = parse_json(manifest, "the plugin's manifest");
  if (document.IsObject()) document.RemoveMember("forms");
  return to_pretty_text(document);
}

void write_file(const files::path& path, const std::string& text) {
  files::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) throw std::runtime_error(fmt::format("{} cannot be written", path.string()));
}

void write_all(const files::path& folder, const formats::catalogue& all) {
  for (const auto& each : formats::checked_in_documents()) {
    write_file(folder / each.path, formats::text_of(each, all));
  }
}

class describe_command : public command {
 public:
  subcommand declare() override {
    return {"describe", "Print what the plugin says of itself, as JSON or in another format",
            options(), footer()};
  }

  exit_status run(const plugin_option& plugin) override {
    const auto manifest = plugin.load().manifest();
    if (!folder_.empty()) {
      write_all(folder_, formats::read_catalogue(manifest));
    } else {
      std::fputs(text_of(manifest).c_str(), stdout);
    }
    return exit_status::done;
  }

 private:
  option_table options() {
    return {
        {"--format", "NAME", "What to print instead of the manifest", &format_},
        {"--form", "NAME", "connection, consumer or producer [default: connection]", &form_},
        {"--language",
         "en|zh",
         "Of words that the format has in one language only",
         &language_,
         {one_of{{"en", "zh"}}}},
        {"--write-all", "FOLDER", "Write every document into files below this folder", &folder_}};
  }

  std::string text_of(std::string_view manifest) const {
    if (format_.empty()) return readable(manifest) + '\n';
    if (format_ == whole_manifest) {
      return to_pretty_text(parse_json(manifest, "the plugin's manifest")) + '\n';
    }
    return formats::make_document(formats::find_format(format_), formats::read_catalogue(manifest),
                                  {form_, language_ == "zh" ? language::zh : language::en});
  }

  std::string format_;
  std::string form_ = "connection";
  std::string language_ = "en";
  std::string folder_;
};

}  // namespace

std::unique_ptr<command> make_describe() { return std::make_unique<describe_command>(); }

}  // namespace ipaas::command_line
