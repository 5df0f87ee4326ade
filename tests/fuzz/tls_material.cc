// Certificates and keys as users give them: PEM, DER, PKCS#12, and what is taken for them.
#include "transport/tls/tls_material.h"
#include "fuzzing.h"
#include "transport/tls/pem_blocks.h"
#include "transport/tls/pkcs12_file.h"

namespace {

using namespace ipaas::fuzzing;
using namespace ipaas::mqtt;
using namespace ipaas::mqtt::transport;

bool is_within(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void check_blocks(std::string_view text) {
  const pem_text found = split_pem(text);
  const char* end = text.data();
  for (const pem_block& each : found.blocks) {
    claim(is_within(each.text, text) && is_within(each.label, each.text), "blocks are of the text");
    claim(each.text.data() >= end, "blocks stand one behind the other");
    end = each.text.data() + each.text.size();
    claim(!words_for(each).text.en.empty(), "a block has words");
  }
}

void check_notes(const material_notes& notes) {
  for (const auto* list : {&notes.faults, &notes.warnings}) {
    for (const material_note& each : *list) {
      claim(each.field == client_certificate_field || each.field == client_key_field ||
                each.field == client_key_password_field || each.field == server_certificate_field,
            "a note has its field", each.field);
      claim(!each.sentence.en.empty() && !each.sentence.zh.empty(), "a note has its texts");
      claim(!holds(each.sentence.en + each.sentence.zh, canary), "a note repeats no password",
            each.sentence.en);
    }
  }
}

void check_material(std::string_view certificate, std::string_view key, std::string_view trusted) {
  config::tls_settings settings;
  settings.client_certificate = secret_text(certificate);
  settings.client_key = secret_text(key);
  settings.client_key_password = secret_text(canary);
  settings.server_certificate = trusted;
  const tls_sources sources{secret_text(certificate), secret_text(key), secret_text(trusted)};
  material_notes notes;
  const tls_material material = parse_tls_material(sources, settings, notes);
  check_notes(notes);
  if (!notes.faults.empty()) return;
  if (!certificate.empty()) {
    claim(material.certificate != nullptr, "a certificate without faults is there");
    claim(material.key != nullptr, "a key without faults is there");
  }
  if (!trusted.empty()) claim(!material.trusted.empty(), "what is trusted is there");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (holds({reinterpret_cast<const char*>(data), size}, canary)) return 0;
  input from(data, size);
  const unsigned what = from.number();
  if (what % 4 == 0) {
    const std::string_view file = from.rest();
    material_notes notes;
    tls_material client;
    is_der(file);
    claim(!der_advice(file).text.en.empty(), "there is advice for every file");
    read_pkcs12(file, canary, client, notes);
    check_notes(notes);
    return 0;
  }
  const std::string_view first = from.part();
  const std::string_view second = from.part();
  const std::string_view third = from.rest();
  check_blocks(first);
  check_material(first, second, third);
  return 0;
}
