// The certificates, judged by the openssl program rather than by the library that made them.
#include <gtest/gtest.h>

#include "harness/certificates.h"
#include "harness/child_process.h"
#include "harness/temporary_folder.h"

namespace ipaas::harness {
namespace {

// Everything that `openssl <arguments>` prints.
std::string openssl(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "openssl");
  child_process tool(arguments, child_process::error_output::kept);
  std::string result;
  while (const auto line = tool.read_line()) result += *line + "\n";
  return result + "status " + std::to_string(tool.wait());
}

class certificates : public testing::Test {
 protected:
  std::string file(std::string_view name, std::string_view content) {
    return folder.write(name, content).string();
  }
  // What `openssl verify` says to this identity.
  std::string verify(const identity& whose, std::vector<std::string> options = {}) {
    options.insert(options.begin(), {"verify", "-CAfile", file("root", root.certificate_pem()),
                                     "-untrusted", file("chain", whose.chain_pem())});
    options.push_back(file("leaf", whose.certificate_pem()));
    return openssl(options);
  }

  temporary_folder folder;
  certificate_authority root{"root"};
};

TEST_F(certificates, verify_along_their_chain_and_for_their_names) {
  const certificate_authority between = root.issue_authority("between");
  const certificate_authority below = between.issue_authority("below");
  const identity leaf = below.issue({.name = "leaf", .hosts = {"a.test"}, .addresses = {"::1"}});
  EXPECT_EQ(leaf.above().size(), 2u);
  EXPECT_NE(verify(leaf).find("OK\nstatus 0"), std::string::npos) << verify(leaf);
  EXPECT_NE(verify(leaf, {"-verify_hostname", "a.test"}).find("status 0"), std::string::npos);
  EXPECT_NE(verify(leaf, {"-verify_ip", "::1"}).find("status 0"), std::string::npos);
  EXPECT_EQ(verify(leaf, {"-verify_hostname", "b.test"}).find("status 0"), std::string::npos);
}

TEST_F(certificates, have_the_defects_asked_for) {
  const auto ends_with = [](const std::string& text, const char* end) {
    return text.ends_with(end);
  };
  EXPECT_TRUE(ends_with(verify(root.issue({.name = "sound"})), "status 0"));
  for (const identity& faulty :
       {root.issue({.name = "late", .starts = -hours(48), .ends = -hours(24)}),
        root.issue({.name = "early", .starts = hours(24)}), self_signed({.name = "self"}),
        certificate_authority("other").issue({.name = "stranger"})}) {
    EXPECT_TRUE(ends_with(verify(faulty), "status 2"));
  }
  const identity revoked = root.issue({.name = "revoked"});
  root.revoke(revoked);
  const std::string list = file("list", root.revocation_list_pem());
  EXPECT_TRUE(ends_with(verify(revoked, {"-crl_check", "-CRLfile", list}), "status 2"));
  EXPECT_TRUE(ends_with(verify(root.issue({.name = "sound"}), {"-crl_check", "-CRLfile", list}),
                        "status 0"));
}

TEST_F(certificates, come_in_every_form) {
  for (const key_kind kind : {key_kind::ec, key_kind::rsa, key_kind::ed25519}) {
    const identity whose = root.issue({.name = "whose", .key = kind});
    EXPECT_TRUE(verify(whose).ends_with("status 0"));
    for (const key_form form : {key_form::pkcs8, key_form::traditional}) {
      // Ed25519 has no other form than PKCS#8.
      if (kind == key_kind::ed25519 && form == key_form::traditional) continue;
      const std::string plain = file("plain", whose.key().pem(form));
      const std::string secret = file("secret", whose.key().pem(form, "pass"));
      EXPECT_TRUE(openssl({"pkey", "-noout", "-in", plain}).ends_with("status 0"));
      EXPECT_TRUE(
          openssl({"pkey", "-noout", "-in", secret, "-passin", "pass:pass"}).ends_with("status 0"));
      EXPECT_FALSE(openssl({"pkey", "-noout", "-in", secret, "-passin", "pass:other"})
                       .ends_with("status 0"));
    }
    const std::string both = file("both.p12", whose.pkcs12("pass"));
    EXPECT_NE(openssl({"pkcs12", "-in", both, "-nodes", "-passin", "pass:pass"})
                  .find(whose.certificate_pem()),
              std::string::npos);
  }
}

}  // namespace
}  // namespace ipaas::harness
