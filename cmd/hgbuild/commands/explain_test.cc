#include "commands/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "commands/commands.h"
#include "hg/os/file.h"

namespace hg::hgbuild {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string told(const std::vector<std::string>& arguments) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_command(arguments), kExitOk);
  return testing::internal::GetCapturedStdout();
}

TEST(Explain, SaysWhatACodeMeansAndWhatToDo) {
  const std::string text = told({"explain", "no-workers"});
  EXPECT_THAT(text, StartsWith("no-workers: no worker is registered"));
  EXPECT_THAT(text, HasSubstr("hg-worker serve --coordinator"));
}

TEST(Explain, ListsAllCodes) {
  EXPECT_THAT(told({"explain"}), HasSubstr("remote-error-unconfirmed"));
  const auto json = nlohmann::json::parse(told({"explain", "--json"}));
  EXPECT_EQ(json["schema"], "hgbuild.explain/1");
  EXPECT_EQ(json["reasons"].back()["code"], "remote-error-unconfirmed");
  EXPECT_EQ(nlohmann::json::parse(told({"explain", "link", "--json"}))["reasons"].size(), 1U);
}

TEST(Explain, ATypingErrorIsAnswered) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_command({"explain", "no-worker"}), kExitUsage);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "hgbuild: error: no-worker is no reason code\nhgbuild: hint: did you mean no-workers?\n");
}

// To write it anew: UPDATE_DOCS=1 and this test.
TEST(Explain, TheDocumentSaysTheSame) {
  const std::string path = std::string(HG_SOURCE_DIR) + "/docs/reasons.md";
  if (std::getenv("UPDATE_DOCS") != nullptr) {
    ASSERT_TRUE(os::write_file_atomic(path, reasons_markdown()));
  }
  EXPECT_EQ(os::read_file(path, 1U << 20U).value(), reasons_markdown());
}

}  // namespace
}  // namespace hg::hgbuild
