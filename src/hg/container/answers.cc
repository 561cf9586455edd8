#include "hg/container/answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "hg/base/split.h"

namespace hg::container {
namespace {

using Json = nlohmann::json;

constexpr int kOldest = 24;  // of 1.x: what everything used here has been in since
constexpr int kNewest = 51;
constexpr std::size_t kMostWords = 500;

Json parsed(const std::string& text) {
  return Json::parse(text, nullptr, false);  // "discarded", which is no object and no array, if it is damaged
}

tl::unexpected<Error> damaged(std::string_view what) {
  return fail(Code::data_loss, fmt::format("the engine's answer ({}) is damaged", what));
}

// "" where there is no such text.
std::string text_of(const Json& object, const char* name) {
  if (!object.is_object()) return "";
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

const Json& part_of(const Json& object, const char* name) {
  static const Json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found != object.end() ? *found : kNone;
}

std::vector<std::string> texts_of(const Json& array) {
  std::vector<std::string> texts;
  if (!array.is_array()) return texts;
  for (const Json& one : array) {
    if (one.is_string()) texts.push_back(one.get<std::string>());
  }
  return texts;
}

std::map<std::string, std::string> labels_of(const Json& object) {
  std::map<std::string, std::string> labels;
  if (!object.is_object()) return labels;
  for (const auto& [name, value] : object.items()) {
    if (value.is_string()) labels.emplace(name, value.get<std::string>());
  }
  return labels;
}

// One line, whatever the engine wrote.
std::string words_of(const Answer& answer) {
  std::string words = text_of(parsed(answer.body), "message");
  if (words.empty()) words = answer.body;
  words.resize(std::min(words.size(), kMostWords));
  std::replace_if(words.begin(), words.end(), [](unsigned char c) { return c < ' '; }, ' ');
  while (words.ends_with(' ')) words.pop_back();
  return words;
}

Code code_of(long answer, std::string_view words) {
  if (words.find("no space left on device") != std::string_view::npos) return Code::resource_exhausted;
  switch (answer) {
    case 400:
      return Code::invalid_argument;
    case 401:
    case 403:
      return Code::permission_denied;
    case 404:
      return Code::not_found;
    case 409:
      return Code::already_exists;
    default:
      return Code::internal;
  }
}

// The x of "1.x"; -1 if it is none.
int minor_of(std::string_view version) {
  int minor = -1;
  if (!version.starts_with("1.")) return -1;
  const auto [end, error] = std::from_chars(version.data() + 2, version.data() + version.size(), minor);
  return error == std::errc() && end == version.data() + version.size() ? minor : -1;
}

Image image_of(const Json& json) {
  return {text_of(json, "Id"), texts_of(part_of(json, "RepoTags")), text_of(json, "Architecture"),
          texts_of(part_of(part_of(json, "Config"), "Env"))};
}

}  // namespace

Result<Answer> accepted(Result<Answer> answer, std::string_view what) {
  if (!answer) return fail(std::move(answer).error().context(std::string(what)));
  if (answer->code / 100 == 2) return answer;
  const std::string words = words_of(*answer);
  return fail(code_of(answer->code, words),
              fmt::format("{}: the engine answered {}: {}", what, answer->code, words));
}

Result<Versions> versions_from(const std::string& text) {
  const Json json = parsed(text);
  Versions versions{"", text_of(json, "ApiVersion"), text_of(json, "MinAPIVersion")};
  if (minor_of(versions.newest) < 0) return damaged("version");
  const Json& components = part_of(json, "Components");
  std::string name = components.is_array() && !components.empty() ? text_of(components.front(), "Name") : "";
  if (name.empty() || name == "Engine") name = "Docker Engine";
  versions.name = name + " " + text_of(json, "Version");
  return versions;
}

Result<std::string> common_version(const Versions& engine) {
  const int newest = std::min(minor_of(engine.newest), kNewest);
  if (newest < kOldest || newest < minor_of(engine.oldest)) {
    return fail(Code::failed_precondition,
                fmt::format("{} speaks the API {} to {}, this program 1.{} to 1.{}", engine.name,
                            engine.oldest, engine.newest, kOldest, kNewest));
  }
  return fmt::format("1.{}", newest);
}

Result<bool> rootless_from(const std::string& text) {
  const Json json = parsed(text);
  if (!json.is_object()) return damaged("info");
  const auto options = texts_of(part_of(json, "SecurityOptions"));
  return std::any_of(options.begin(), options.end(), [](const std::string& option) {
    return option.find("name=rootless") != std::string::npos;
  });
}

Result<Image> image_from(const std::string& text) {
  Image image = image_of(parsed(text));
  if (image.id.empty()) return damaged("image");
  return image;
}

Result<std::vector<Image>> images_from(const std::string& text) {
  const Json json = parsed(text);
  if (!json.is_array()) return damaged("images");
  std::vector<Image> images;
  for (const Json& one : json) {
    Image image = image_of(one);
    if (image.id.empty()) return damaged("images");
    images.push_back(std::move(image));
  }
  return images;
}

Result<std::string> id_from(const std::string& text) {
  std::string id = text_of(parsed(text), "Id");
  const bool sound = !id.empty() && id.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!sound) return damaged("container");  // it is put into addresses
  return id;
}

Result<int> exit_code_from(const std::string& text) {
  const Json json = parsed(text);
  const std::string error = text_of(part_of(json, "Error"), "Message");
  if (!error.empty()) return fail(Code::internal, "waiting for the container: " + error);
  const Json& code = part_of(json, "StatusCode");
  if (!code.is_number_integer()) return damaged("wait");
  const auto value = code.get<std::int64_t>();
  if (value < 0 || value > 255) return damaged("wait");
  return static_cast<int>(value);
}

Result<bool> oom_from(const std::string& text) {
  const Json json = parsed(text);
  const Json& killed = part_of(part_of(json, "State"), "OOMKilled");
  if (!killed.is_boolean()) return damaged("container's state");
  return killed.get<bool>();
}

Result<std::vector<Container>> containers_from(const std::string& text) {
  const Json json = parsed(text);
  if (!json.is_array()) return damaged("containers");
  std::vector<Container> containers;
  for (const Json& one : json) {
    HG_TRY_ASSIGN(std::string id, id_from(one.dump()));
    containers.push_back({std::move(id), labels_of(part_of(one, "Labels"))});
  }
  return containers;
}

Status pull_ended(const std::string& lines) {
  std::string complaint;
  for (const std::string_view line : split(lines, '\n')) {
    const std::string error = text_of(parsed(std::string(line)), "error");
    if (!error.empty()) complaint = error;
  }
  if (complaint.empty()) return {};
  return fail(Code::unavailable, complaint);
}

Result<std::string> to_json(const Spec& spec) {
  Json host = {
      {"NetworkMode", "none"},
      {"ReadonlyRootfs", true},
      {"CapDrop", {"ALL"}},
      {"SecurityOpt", {"no-new-privileges"}},
      {"PidsLimit", spec.processes},
      {"Memory", spec.memory_bytes},
      {"MemorySwap", spec.memory_bytes},  // both together: no swap
      {"NanoCpus", static_cast<std::int64_t>(spec.cpus * 1e9)},
      {"Tmpfs", {{"/tmp", fmt::format("rw,nosuid,nodev,noexec,mode=1777,size={}", spec.temporary_bytes)}}},
      {"LogConfig", {{"Type", "none"}}},  // the streams come while it runs
      {"Mounts", Json::array()},
      {"Ulimits", Json::array()}};
  for (const Spec::Mount& mount : spec.mounts) {
    host["Mounts"].push_back(
        {{"Type", "bind"}, {"Source", mount.here}, {"Target", mount.there}, {"ReadOnly", !mount.writable}});
  }
  for (const Spec::Limit& limit : spec.limits) {
    host["Ulimits"].push_back({{"Name", limit.name}, {"Soft", limit.value}, {"Hard", limit.value}});
  }
  const std::vector<std::string> arguments(spec.command.begin() + (spec.command.empty() ? 0 : 1),
                                           spec.command.end());
  const Json json = {{"Image", spec.image},
                     {"Entrypoint", {spec.command.empty() ? "" : spec.command.front()}},
                     {"Cmd", arguments},
                     {"Env", spec.environment},
                     {"WorkingDir", spec.directory},
                     {"User", spec.user},
                     {"Labels", spec.labels},
                     {"NetworkDisabled", true},
                     {"AttachStdout", true},
                     {"AttachStderr", true},
                     {"Healthcheck", {{"Test", {"NONE"}}}},
                     {"HostConfig", host}};
  try {
    return json.dump();
  } catch (const Json::exception&) {
    return fail(Code::invalid_argument, "an argument is not UTF-8: it cannot be said to an engine");
  }
}

}  // namespace hg::container
