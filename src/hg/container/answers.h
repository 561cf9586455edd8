// What an engine answers, read with distrust: JSON to values, refusals to errors.
#pragma once

#include <string>
#include <vector>

#include "hg/base/result.h"
#include "hg/container/engine.h"
#include "hg/container/exchange.h"

namespace hg::container {

// The answer, if its code says that it was done; else the engine's own words, with the code that they stand
// for.
Result<Answer> accepted(Result<Answer> answer, std::string_view what);

// data_loss for all below if the text is not what the API promises.
struct Versions {
  std::string name;    // "Docker Engine 20.10.24"
  std::string newest;  // "1.41"
  std::string oldest;  // "1.12"
};
Result<Versions> versions_from(const std::string& json);
Result<bool> rootless_from(const std::string& json);
Result<Image> image_from(const std::string& json);
Result<std::vector<Image>> images_from(const std::string& json);
Result<std::string> id_from(const std::string& json);
Result<int> exit_code_from(const std::string& json);
Result<bool> oom_from(const std::string& json);
Result<std::vector<Container>> containers_from(const std::string& json);

// A pull answers 200 and tells of its failure on the way: the last complaint.
Status pull_ended(const std::string& lines);

// The version to speak, of "1.24" … "1.51" as we do, and as the engine does.
Result<std::string> common_version(const Versions& engine);

// invalid_argument if a text is not UTF-8.
Result<std::string> to_json(const Spec& spec);

}  // namespace hg::container
