// hg-certify FOLDER NAME HOURS_FROM HOURS_TO [ROLE [HOST…]]: a certificate of the folder's authority, which
// is made first if it has none.
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "hg/base/clock.h"
#include "hg/os/file.h"
#include "hg/pki/folder.h"

namespace {

using namespace hg;

WallTime in_hours(const char* text) {
  return system_clock().wall() + std::chrono::hours(std::atoi(text));
}

Status certify(const std::string& folder, const pki::Subject& subject) {
  if (!os::exists(folder + "/ca.pem")) {
    const pki::Subject authority{
        .name = "test", .not_before = in_hours("-1000"), .not_after = in_hours("1000")};
    HG_TRY(pki::write_authority(folder, authority, pki::Existing::keep));
  }
  HG_TRY(pki::write_identity(folder, subject, pki::Existing::replace));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 4) {
    (void)os::write_all(STDERR_FILENO, "usage: hg-certify FOLDER NAME HOURS_FROM HOURS_TO [ROLE [HOST…]]\n");
    return 2;
  }
  pki::Subject subject{.name = words[1], .not_before = in_hours(argv[3]), .not_after = in_hours(argv[4])};
  if (words.size() > 4) subject.role = model::role_from_code(words[4]);
  if (words.size() > 5) subject.hosts.assign(words.begin() + 5, words.end());
  const auto done = certify(words[0], subject);
  if (done) return 0;
  (void)os::write_all(STDERR_FILENO, "hg-certify: " + done.error().to_string() + "\n");
  return 1;
}
