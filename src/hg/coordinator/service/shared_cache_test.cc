// A store on disk, and results as workers send them.
#include "hg/coordinator/service/shared_cache.h"

#include <gtest/gtest.h>

#include <future>

#include "hg/cache/disk_store.h"
#include "hg/codec/zstd.h"
#include "hg/coordinator/service/request_fixture.h"
#include "hg/testing/temp_directory.h"
#include "hg/wire/compile.h"

namespace hg::coordinator::service {
namespace {

pb::CompileRequest request_for(const std::string& text) {
  pb::CompileRequest request = some_request(codec::compress(text));
  request.mutable_preprocessed()->set_size(text.size());
  return request;
}

model::CompileResult result_with(const std::string& object) {
  model::CompileResult result;
  result.outputs = {{model::OutputKind::object, codec::compress(object), object.size()}};
  result.standard_error = "warning";
  result.worker = model::WorkerId("w1");
  result.worker_address = "worker1:9000";
  result.times.compile = std::chrono::seconds(1);
  return result;
}

class Shared : public testing::TempDirectoryTest {
 protected:
  using Request = std::shared_ptr<const pb::CompileRequest>;

  // What a coordinator that starts anew answers.
  SharedCache::Answer find(const pb::CompileRequest& request) {
    SharedCache cache(*store_, system_clock());
    return find(cache, std::make_shared<const pb::CompileRequest>(request));
  }
  static SharedCache::Answer find(SharedCache& cache, const Request& request) {
    std::promise<SharedCache::Answer> answer;
    cache.find(request, [&](SharedCache::Answer found) { answer.set_value(std::move(found)); });
    return answer.get_future().get();
  }
  // A compile at a worker, whose result is kept by the time this returns.
  void compile(const pb::CompileRequest& request, const model::CompileResult& result) {
    SharedCache cache(*store_, system_clock());
    const auto shared = std::make_shared<const pb::CompileRequest>(request);
    const auto answer = find(cache, shared);
    ASSERT_TRUE(answer.key);
    cache.keep(*answer.key, shared, result);
  }

  std::unique_ptr<cache::DiskStore> store_ =
      cache::DiskStore::open({.directory = in("cache")}, system_clock()).value();
};

TEST_F(Shared, WhatOneHadCompiledTheNextOneGets) {
  EXPECT_FALSE(find(request_for("int x;")).result);
  compile(request_for("int x;"), result_with("object"));
  pb::CompileRequest other = request_for("int x;");
  other.set_task_id("t2");
  other.set_build_id("b2");
  other.set_label("elsewhere/a.cc");
  other.mutable_preprocessed()->set_zstd(codec::compress("int x;", 9));  // the content counts, not its frame
  const auto answer = find(other);
  ASSERT_TRUE(answer.result);
  EXPECT_EQ(answer.result->cached, model::CachedAt::coordinator);
  EXPECT_EQ(answer.result->exit_code, 0);
  EXPECT_EQ(answer.result->standard_error, "warning");
  EXPECT_EQ(answer.result->worker_address, "worker1:9000");
  EXPECT_EQ(answer.result->attempts, 0U);
  EXPECT_EQ(codec::decompress(answer.result->outputs.at(0).zstd, 100).value(), "object");
}

TEST_F(Shared, AnotherTaskIsAMiss) {
  compile(request_for("int x;"), result_with("object"));
  EXPECT_FALSE(find(request_for("int y;")).result);
  pb::CompileRequest other = request_for("int x;");
  other.add_arguments("-O2");
  EXPECT_FALSE(find(other).result);
}

TEST_F(Shared, WhatIsNotToBeKeptIsNot) {
  const auto kept = [&](const model::CompileResult& result) {
    compile(request_for("int x;"), result);
    return find(request_for("int x;")).result.has_value();
  };
  model::CompileResult failed = result_with("object");
  failed.exit_code = 1;
  EXPECT_FALSE(kept(failed));
  model::CompileResult cached = result_with("object");
  cached.cached = model::CachedAt::coordinator;
  EXPECT_FALSE(kept(cached));
  model::CompileResult without = result_with("object");
  without.outputs[0].kind = model::OutputKind::dwo;
  EXPECT_FALSE(kept(without)) << "the output that was wanted is missing";
  model::CompileResult torn = result_with("object");
  torn.outputs[0].zstd.pop_back();
  EXPECT_FALSE(kept(torn));
  model::CompileResult lying = result_with("object");
  lying.outputs[0].size = 7;
  EXPECT_FALSE(kept(lying));
  EXPECT_FALSE(kept(result_with("")));
  EXPECT_TRUE(kept(result_with("object")));
}

TEST_F(Shared, ASourceThatIsNotWhatItSaysHasNoKey) {
  pb::CompileRequest request = request_for("int x;");
  request.mutable_preprocessed()->set_size(5);
  EXPECT_FALSE(find(request).key);
  request.mutable_preprocessed()->set_size(7);
  EXPECT_FALSE(find(request).key);
  request.mutable_preprocessed()->set_zstd("no frame");
  EXPECT_FALSE(find(request).key);
}

TEST_F(Shared, AStoreThatFailsCostsAMiss) {
  compile(request_for("int x;"), result_with("object"));
  ASSERT_TRUE(os::remove_tree(in("cache")));
  const auto answer = find(request_for("int x;"));
  EXPECT_TRUE(answer.key);
  EXPECT_FALSE(answer.result);
  compile(request_for("int x;"), result_with("object"));
}

}  // namespace
}  // namespace hg::coordinator::service
