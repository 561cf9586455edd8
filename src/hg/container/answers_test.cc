#include "hg/container/answers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hg/base/random.h"
#include "hg/container/escape.h"
#include "hg/container/socket_engine.h"

namespace hg::container {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ApiVersion, IsTheNewestOfBoth) {
  EXPECT_EQ(common_version({"", "1.41", "1.12"}).value(), "1.41");
  EXPECT_EQ(common_version({"", "1.99", "1.44"}).value(), "1.51") << "we know no newer one";
  EXPECT_EQ(common_version({"", "1.24", ""}).value(), "1.24");
  for (const char* newest : {"1.23", "1.9", "2.0", "", "x"}) {
    EXPECT_EQ(common_version({"E", newest, "1.1"}).error().code(), Code::failed_precondition) << newest;
  }
  EXPECT_EQ(common_version({"E", "1.99", "1.60"}).error().code(), Code::failed_precondition);
}

TEST(ApiVersion, NamesTheEngine) {
  EXPECT_EQ(
      versions_from(R"({"Version":"4.3.1","ApiVersion":"1.41","Components":[{"Name":"Podman Engine"}]})")
          ->name,
      "Podman Engine 4.3.1");
  EXPECT_EQ(
      versions_from(R"({"Version":"20.10","ApiVersion":"1.41","Components":[{"Name":"Engine"}]})")->name,
      "Docker Engine 20.10");
}

TEST(Answers, AnImage) {
  const auto image = image_from(R"({"Id":"sha256:ab","RepoTags":["a:1"],"Architecture":"amd64",
                                    "Config":{"Env":["PATH=/bin","CC=gcc"]}})");
  ASSERT_TRUE(image);
  EXPECT_EQ(image->id, "sha256:ab");
  EXPECT_EQ(image->names, std::vector<std::string>{"a:1"});
  EXPECT_EQ(image->environment, (std::vector<std::string>{"PATH=/bin", "CC=gcc"}));
  EXPECT_TRUE(images_from(R"([{"Id":"sha256:ab","RepoTags":null}])"));
}

TEST(Answers, APullThatFailsOnTheWay) {
  EXPECT_TRUE(pull_ended("{\"status\":\"Pulling\"}\n{\"status\":\"Done\"}\n"));
  const auto failed = pull_ended("{\"status\":\"Pulling\"}\n{\"error\":\"no such host\"}\n");
  EXPECT_EQ(failed.error().message(), "no such host");
}

TEST(Answers, RefusalsAreErrorsInTheEnginesWords) {
  const auto refusal = [](long code, const std::string& body) {
    return accepted(Answer{code, body}, "doing it").error();
  };
  EXPECT_EQ(refusal(404, R"({"message":"No such image: x"})").code(), Code::not_found);
  EXPECT_THAT(refusal(404, R"({"message":"No such image: x"})").to_string(),
              HasSubstr("404: No such image: x"));
  EXPECT_EQ(refusal(500, "oops\nsecond line").code(), Code::internal);
  EXPECT_THAT(refusal(500, "oops\nsecond line").to_string(), Not(HasSubstr("\n")));
  EXPECT_EQ(refusal(500, R"({"message":"mkdir /x: no space left on device"})").code(),
            Code::resource_exhausted);
}

// Every answer cut at every place, and with wrong types: an error or a value, never a crash.
TEST(Answers, NonsenseIsDataLoss) {
  const std::string whole[] = {R"({"StatusCode":0,"Error":null})", R"({"Id":"abc"})",
                               R"([{"Id":"abc","Labels":{"a":"b"}}])", R"({"State":{"OOMKilled":true}})",
                               std::string("{\"SecurityOptions\":[\"name=rootless\"]}")};
  for (const std::string& text : whole) {
    for (std::size_t size = 0; size < text.size(); ++size) {
      const std::string cut = text.substr(0, size);
      EXPECT_FALSE(exit_code_from(cut));
      EXPECT_FALSE(id_from(cut));
      EXPECT_FALSE(containers_from(cut));
      EXPECT_FALSE(oom_from(cut));
      EXPECT_FALSE(rootless_from(cut));
    }
  }
  EXPECT_EQ(exit_code_from(R"({"StatusCode":"0"})").error().code(), Code::data_loss);
  EXPECT_EQ(exit_code_from(R"({"StatusCode":-1})").error().code(), Code::data_loss);
  EXPECT_EQ(exit_code_from(R"({"StatusCode":256})").error().code(), Code::data_loss);
  EXPECT_EQ(exit_code_from(R"({"StatusCode":1.5})").error().code(), Code::data_loss);
  EXPECT_EQ(exit_code_from(R"({"StatusCode":0,"Error":{"Message":"gone"}})").error().code(), Code::internal);
  EXPECT_EQ(id_from(R"({"Id":"../../x"})").error().code(), Code::data_loss);
  EXPECT_EQ(containers_from(R"([7])").error().code(), Code::data_loss);
  EXPECT_EQ(exit_code_from(R"({"StatusCode":3,"Error":null})").value(), 3);
}

TEST(Spec, SaysEveryLimit) {
  Spec spec;
  spec.image = "i";
  spec.command = {"/usr/bin/gcc", "-c", "a.c"};
  spec.memory_bytes = 1000;
  spec.temporary_bytes = 77;
  spec.processes = 128;
  spec.cpus = 1.5;
  spec.limits = {{"nofile", 64}};
  spec.mounts = {{"/here", "/job", true}};
  const std::string json = to_json(spec).value();
  for (const char* part :
       {R"("CapDrop":["ALL"])", R"("ReadonlyRootfs":true)", R"("NetworkMode":"none")",
        R"("no-new-privileges")", R"("Memory":1000)", R"("MemorySwap":1000)", R"("PidsLimit":128)",
        R"("NanoCpus":1500000000)", R"("size=77)", R"("Entrypoint":["/usr/bin/gcc"])",
        R"("Cmd":["-c","a.c"])", R"("Hard":64,"Name":"nofile")",
        R"("ReadOnly":false,"Source":"/here","Target":"/job")"}) {
    EXPECT_THAT(json, HasSubstr(std::string(part) == R"("size=77)" ? "size=77" : part));
  }
  spec.command.push_back("\xff");
  EXPECT_EQ(to_json(spec).error().code(), Code::invalid_argument) << "JSON cannot say it";
}

TEST(ImageName, OnlyWhatCannotLeaveItsPlace) {
  for (const char* name : {"gcc", "dockcross/linux-arm64", "host:5000/a/b:tag", "a@sha256:ab", "sha256:ab"}) {
    EXPECT_TRUE(check_image_name(name)) << name;
  }
  for (const char* name : {"", "-x", "/a", "a/", "a/../b", "a b", "a?b", "a#b", "a%2e", "a//b", "a\nb"}) {
    EXPECT_FALSE(check_image_name(name)) << name;
  }
}

TEST(EngineSocket, IsOnThisMachine) {
  EXPECT_EQ(engine_socket("").value(), "/var/run/docker.sock");
  EXPECT_EQ(engine_socket("unix:///run/podman.sock").value(), "/run/podman.sock");
  EXPECT_EQ(engine_socket("/x.sock").value(), "/x.sock");
  EXPECT_FALSE(engine_socket("tcp://10.0.0.1:2375"));
  EXPECT_FALSE(engine_socket("unix://relative"));
}

}  // namespace
}  // namespace hg::container
