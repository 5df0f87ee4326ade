#include "transport/tls/tls_material.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <string>

#include "certificates.h"
#include "transport/tls/certificate_facts.h"

namespace ipaas::mqtt::transport::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

config::tls_settings client_settings(const std::string& certificate, const std::string& key,
                                     const std::string& password = {}) {
  config::tls_settings settings;
  settings.client_certificate = secret_text(certificate);
  settings.client_key = secret_text(key);
  settings.client_key_password = secret_text(password);
  return settings;
}

struct loaded {
  tls_material material;
  material_notes notes;
};
loaded load(const config::tls_settings& settings) {
  loaded result;
  const tls_sources sources = read_tls_sources(settings, result.notes);
  result.material = parse_tls_material(sources, settings, result.notes);
  return result;
}

// "field: sentence" of the only fault; empty: none.
std::string material_fault_of(const config::tls_settings& settings) {
  const auto [material, notes] = load(settings);
  if (notes.faults.empty()) return {};
  if (notes.faults.size() > 1) return std::to_string(notes.faults.size()) + " faults";
  return std::string(notes.faults[0].field) + ": " + notes.faults[0].sentence.en;
}
std::string fault_of_server(const std::string& value) {
  config::tls_settings settings;
  settings.server_certificate = value;
  return material_fault_of(settings);
}

const identity& device() {
  static const identity made({.name = "device"});
  return made;
}
const identity& rsa_device() {
  static const identity made({.name = "rsa", .kind = key_kind::rsa});
  return made;
}

// --- what is taken ---

TEST(tls_material, keys_in_every_form) {
  const identity ed25519({.kind = key_kind::ed25519});
  for (const identity* each : {&device(), &rsa_device(), &ed25519}) {
    EXPECT_THAT(material_fault_of(client_settings(each->pem(), each->key_pem())), IsEmpty());
    EXPECT_THAT(
        material_fault_of(client_settings(each->pem(), each->encrypted_key_pem("pass"), "pass")),
        IsEmpty());
  }
  for (const identity* each : {&device(), &rsa_device()}) {
    EXPECT_THAT(material_fault_of(client_settings(each->pem(), each->traditional_key_pem())),
                IsEmpty());
    EXPECT_THAT(material_fault_of(client_settings(
                    each->pem(), each->traditional_encrypted_key_pem("pass"), "pass")),
                IsEmpty());
  }
}

TEST(tls_material, key_beside_its_certificate) {
  EXPECT_THAT(material_fault_of(client_settings(device().pem() + device().key_pem(), "")),
              IsEmpty());
  EXPECT_THAT(material_fault_of(client_settings(device().key_pem() + device().pem(), "")),
              IsEmpty());
  const std::string parameters =
      "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
  EXPECT_THAT(material_fault_of(
                  client_settings(device().pem(), parameters + device().traditional_key_pem())),
              IsEmpty());
}

TEST(tls_material, paths) {
  const temporary_file certificate(device().pem());
  const temporary_file key(device().key_pem());
  EXPECT_THAT(material_fault_of(client_settings(certificate.path(), key.path())), IsEmpty());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

TEST(tls_material, line_ends_in_every_form) {
  for (const std::string end : {"\\n", "\\r\\n", "\r\n"})
    EXPECT_THAT(material_fault_of(client_settings(replaced(device().pem(), "\n", end),
                                                  replaced(device().key_pem(), "\n", end))),
                IsEmpty())
        << end;
  std::string key = device().key_pem();
  key.pop_back();
  EXPECT_THAT(material_fault_of(client_settings("some text\n" + device().pem(), key)), IsEmpty());
}

TEST(tls_material, chain_behind_the_certificate) {
  const identity authority = make_authority();
  const identity leaf({.name = "leaf"}, &authority);
  const auto in_order = load(client_settings(leaf.pem() + authority.pem(), leaf.key_pem()));
  EXPECT_THAT(in_order.notes.faults, IsEmpty());
  EXPECT_EQ(subject_of(in_order.material.certificate.get()), "CN=leaf");
  ASSERT_EQ(in_order.material.chain.size(), 1U);
  const auto reversed = load(client_settings(authority.pem() + leaf.pem(), leaf.key_pem()));
  EXPECT_THAT(reversed.notes.faults, IsEmpty());
  EXPECT_EQ(subject_of(reversed.material.certificate.get()), "CN=leaf");
  EXPECT_EQ(subject_of(reversed.material.chain.at(0).get()), "CN=Test Authority");
}

TEST(tls_material, bundles_and_revocation_lists) {
  const identity one = make_authority("One");
  const identity two = make_authority("Two");
  config::tls_settings settings;
  settings.server_certificate = one.pem() + two.pem() + one.revoke({});
  const auto result = load(settings);
  EXPECT_THAT(result.notes.faults, IsEmpty());
  EXPECT_EQ(result.material.trusted.size(), 2U);
  EXPECT_EQ(result.material.revocations.size(), 1U);
}

TEST(tls_material, pkcs12_files) {
  const identity authority = make_authority();
  const identity leaf({.name = "leaf"}, &authority);
  const temporary_file file(leaf.pkcs12("pass", &authority));
  const auto result = load(client_settings(file.path(), "", "pass"));
  EXPECT_THAT(result.notes.faults, IsEmpty());
  EXPECT_EQ(subject_of(result.material.certificate.get()), "CN=leaf");
  EXPECT_EQ(result.material.chain.size(), 1U);
  EXPECT_NE(result.material.key, nullptr);
  EXPECT_THAT(material_fault_of(client_settings(file.path(), "", "wrong")),
              HasSubstr("clientKeyPassword: clientKeyPassword is wrong"));
  EXPECT_THAT(material_fault_of(client_settings(file.path(), "")),
              HasSubstr("clientKeyPassword: clientKeyPassword is missing"));
  file.write(leaf.pkcs12(""));
  EXPECT_THAT(material_fault_of(client_settings(file.path(), "")), IsEmpty());
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("is a PKCS#12 file, and PEM is wanted"));
}

// --- what cannot be read ---

TEST(tls_material, files_that_cannot_be_read) {
  EXPECT_THAT(fault_of_server("/nowhere/ca.pem"),
              HasSubstr("serverCertificate: serverCertificate cannot be read, the file "
                        "'/nowhere/ca.pem': No such file or directory"));
  EXPECT_THAT(fault_of_server("/"), HasSubstr("it is not a regular file"));
  EXPECT_THAT(fault_of_server(std::string("/a\0b", 4)), HasSubstr("cannot be read"));
  EXPECT_THAT(fault_of_server(std::string(10'000, 'x')), HasSubstr("File name too long"));
}

TEST(tls_material, a_pipe_does_not_keep_us_waiting) {
  const temporary_file place("");
  const std::string pipe = place.path() + ".pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(fault_of_server(pipe), HasSubstr("it is not a regular file"));
  ::unlink(pipe.c_str());
}

TEST(tls_material, files_too_large_or_empty) {
  const temporary_file file(std::string(most_bytes_of_a_source + 1, 'x'));
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("it is larger than 1 MiB"));
  file.write("");
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("serverCertificate is empty, the file '"));
  file.write(" \n\n");
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("serverCertificate is empty"));
}

// The middle of a key, pasted without its first line, looks like a path.
TEST(tls_material, a_key_taken_for_a_path_is_not_told) {
  const std::string key = device().key_pem();
  const std::string middle = key.substr(key.find('\n') + 1, 60);
  for (const auto& settings :
       {client_settings(device().pem(), middle), client_settings(middle, "")}) {
    const std::string fault = material_fault_of(settings);
    EXPECT_THAT(fault, AllOf(HasSubstr("cannot be read, the file that it names"),
                             Not(HasSubstr(middle.substr(0, 20)))));
  }
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), "/secret.key")),
              AllOf(HasSubstr("clientKey: "), Not(HasSubstr("/secret.key"))));
}

// --- the wrong thing ---

TEST(tls_material, the_wrong_kind) {
  EXPECT_THAT(fault_of_server(device().key_pem()),
              HasSubstr("serverCertificate holds no certificate, but a private key"));
  EXPECT_THAT(fault_of_server(device().request_pem()), HasSubstr("but a certificate request"));
  EXPECT_THAT(fault_of_server(device().public_key_pem()), HasSubstr("but a public key"));
  EXPECT_THAT(fault_of_server(make_authority().revoke({})), HasSubstr("but a revocation list"));
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), device().pem())),
              HasSubstr("clientKey: clientKey holds no private key, but a certificate"));
  EXPECT_THAT(
      material_fault_of(client_settings(device().key_pem(), device().key_pem())),
      HasSubstr("clientCertificate: clientCertificate holds no certificate, but a private"));
  const std::string ssh =
      "-----BEGIN OPENSSH PRIVATE KEY-----\nxx\n-----END OPENSSH PRIVATE KEY-----";
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), ssh)), HasSubstr("ssh-keygen"));
  EXPECT_THAT(fault_of_server("-----BEGIN SOMETHING-----\nxx\n-----END SOMETHING-----"),
              HasSubstr("something else"));
}

TEST(tls_material, der_where_pem_is_wanted) {
  const temporary_file file(device().der());
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("openssl x509 -inform der"));
  EXPECT_THAT(material_fault_of(client_settings(file.path(), "")),
              HasSubstr("clientCertificate is a certificate in DER form"));
  file.write(device().key_der());
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("is a private key in DER form"));
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), file.path())),
              HasSubstr("clientKey is in DER form"));
  file.write("0 and nonsense");
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("is neither PEM nor PKCS#12"));
  file.write("hello");
  EXPECT_THAT(fault_of_server(file.path()), HasSubstr("holds no certificate in PEM form"));
}

TEST(tls_material, damage) {
  std::string pem = device().pem();
  EXPECT_THAT(fault_of_server(pem.substr(0, pem.size() / 2)), HasSubstr("is cut off"));
  EXPECT_THAT(fault_of_server(replaced(pem, "M", "N")),
              HasSubstr("damaged certificate (number 1)"));
  EXPECT_THAT(
      material_fault_of(client_settings(device().pem(), replaced(device().key_pem(), "M", "N"))),
      HasSubstr("clientKey holds a damaged key"));
}

TEST(tls_material, passwords) {
  const std::string key = device().encrypted_key_pem("pass");
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), key)),
              HasSubstr("clientKeyPassword: clientKeyPassword is missing"));
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), key, "word")),
              HasSubstr("clientKeyPassword: clientKeyPassword is wrong"));
  const std::string old = device().traditional_encrypted_key_pem("pass");
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), old)), HasSubstr("is missing"));
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), old, "word")),
              HasSubstr("is wrong"));
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), device().key_pem(), "not needed")),
              IsEmpty());
}

TEST(tls_material, halves) {
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), "")),
              HasSubstr("clientKey: clientKey is missing"));
  EXPECT_THAT(material_fault_of(client_settings("", device().key_pem())),
              HasSubstr("clientCertificate: clientCertificate is missing"));
  EXPECT_THAT(material_fault_of(client_settings(device().pem(), rsa_device().key_pem())),
              HasSubstr("clientKey: clientKey does not belong to clientCertificate (CN=device)"));
}

// --- dates ---

TEST(tls_material, dates_of_the_client_certificate) {
  const auto fault = [](seconds begins, seconds ends) {
    const identity made({.name = "device", .begins = begins, .ends = ends});
    const auto [material, notes] = load(client_settings(made.pem(), made.key_pem()));
    if (!notes.faults.empty()) return "fault: " + notes.faults[0].sentence.en;
    return notes.warnings.empty() ? std::string() : "warning: " + notes.warnings[0].sentence.en;
  };
  EXPECT_THAT(fault(-2 * one_day, -one_day),
              AllOf(HasSubstr("fault: clientCertificate expired on 20"), HasSubstr("CN=device")));
  EXPECT_THAT(fault(one_day, 2 * one_day),
              HasSubstr("fault: clientCertificate is not valid before"));
  EXPECT_THAT(fault(-one_day, 13 * one_day), HasSubstr("warning: clientCertificate expires soon"));
  EXPECT_THAT(fault(-one_day, 15 * one_day), IsEmpty());
  EXPECT_THAT(fault(-one_day, 7900 * 365 * one_day), IsEmpty()) << "devices have such ones";
}

TEST(tls_material, dates_of_whom_to_trust) {
  const identity old({.name = "old", .ends = -one_day});
  const identity soon({.name = "soon", .ends = one_day});
  const identity good({.name = "good"});
  EXPECT_THAT(fault_of_server(old.pem()), HasSubstr("serverCertificate expired on 20"));
  EXPECT_THAT(fault_of_server(old.pem() + good.pem()), IsEmpty());
  const auto warning = [](const std::string& pem) {
    config::tls_settings settings;
    settings.server_certificate = pem;
    const auto result = load(settings);
    return result.notes.warnings.empty() ? "" : result.notes.warnings[0].sentence.en;
  };
  EXPECT_THAT(warning(good.pem() + soon.pem()), HasSubstr("expires soon"));
  EXPECT_THAT(warning(old.pem() + good.pem()), HasSubstr("serverCertificate expired on"));
  EXPECT_THAT(warning(good.pem()), IsEmpty());
}

}  // namespace
}  // namespace ipaas::mqtt::transport::test
