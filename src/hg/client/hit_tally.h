// How `hgbuild make` learns of hits, of which no agent hears: a file of the build grows by a byte for each.
#pragma once

#include <cstdint>
#include <string>

namespace hg::client {

// Of one wrapped build. The file is there from begin() to the end of the object.
class HitTally {
 public:
  // `directory` is the user's runtime directory. Without one, nothing is counted.
  HitTally(const std::string& directory, const std::string& build);
  ~HitTally();
  HitTally(const HitTally&) = delete;
  HitTally& operator=(const HitTally&) = delete;

  [[nodiscard]] std::uint64_t hits() const;

 private:
  std::string path_;
};

// One hit more, if a wrapped build of this name is running. Never fails, never waits.
void tally_hit(const std::string& directory, const std::string& build);

}  // namespace hg::client
