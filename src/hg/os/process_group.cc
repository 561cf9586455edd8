#include "hg/os/process_group.h"

#include <algorithm>
#include <charconv>
#include <csignal>
#include <string>
#include <string_view>

#include "hg/os/file.h"

namespace hg::os {
namespace {

// "PID (NAME) STATE PPID PGRP ...", where NAME may hold anything, brackets and spaces too.
bool is_running_in(std::string_view stat, pid_t group) {
  const std::size_t name_end = stat.rfind(") ");
  if (name_end == std::string_view::npos || name_end + 4 >= stat.size()) return false;
  const char state = stat[name_end + 2];
  if (state == 'Z' || state == 'X') return false;
  std::string_view rest = stat.substr(name_end + 4);
  rest.remove_prefix(std::min(rest.find(' ') + 1, rest.size()));
  pid_t found = 0;
  std::from_chars(rest.data(), rest.data() + rest.size(), found);
  return found == group;
}

}  // namespace

bool group_is_running(pid_t group) {
  if (::kill(-group, 0) != 0) return false;
  const auto names = list_directory("/proc");
  if (!names) return true;
  return std::any_of(names->begin(), names->end(), [&](const std::string& name) {
    if (name[0] < '0' || name[0] > '9') return false;
    const auto stat = read_file("/proc/" + name + "/stat", 4096);
    return stat && is_running_in(*stat, group);
  });
}

}  // namespace hg::os
