// A fixture with a directory of its own.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "hg/os/file.h"
#include "hg/os/path.h"

namespace hg::testing {

// class Cache : public testing::TempDirectoryTest {};  The directory is new for each test and gone after it.
// Its path is short, so that a Unix socket fits in.
class TempDirectoryTest : public ::testing::Test {
 protected:
  [[nodiscard]] const std::string& root() const { return directory_.path(); }
  [[nodiscard]] std::string in(std::string_view name) const { return os::join(root(), name); }

  // Writes a file, with the directories on the way to it; returns its path.
  std::string write(std::string_view name, std::string_view bytes, mode_t mode = 0666) const {
    std::string path = in(name);
    EXPECT_TRUE(os::make_directories(std::string(os::directory_name(path))));
    const auto written = os::write_file_atomic(path, bytes, mode);
    EXPECT_TRUE(written) << written.error().to_string();
    return path;
  }

  // A file's bytes; "" and a failure of the test if it cannot be read.
  [[nodiscard]] std::string read(std::string_view name) const {
    const auto bytes = os::read_file(in(name), std::size_t{1} << 30U);
    EXPECT_TRUE(bytes) << bytes.error().to_string();
    return bytes.value_or("");
  }

  // What is in the directory, sorted.
  [[nodiscard]] std::vector<std::string> names() const { return os::list_directory(root()).value(); }

 private:
  os::TempDir directory_ = os::TempDir::make("/tmp", "hg-test-").value();
};

}  // namespace hg::testing
