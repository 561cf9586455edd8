// How `hgbuild make` learns of hits, of which no agent hears: a file of the build grows by a line for each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hg::client {

// Of one wrapped build. The file is there from begin() to the end of the object.
class HitTally {
 public:
  // `directory` is the user's runtime directory. Without one, nothing is counted.
  HitTally(const std::string& directory, const std::string& build);
  ~HitTally();
  HitTally(const HitTally&) = delete;
  HitTally& operator=(const HitTally&) = delete;

  // The sources that were found since the last call, as the user wrote them.
  [[nodiscard]] std::vector<std::string> take();

 private:
  std::string path_;
  std::uint64_t read_ = 0;  // bytes of it
};

// One hit more, if a wrapped build of this name is running. Never fails, never waits.
void tally_hit(const std::string& directory, const std::string& build, std::string_view source);

}  // namespace hg::client
