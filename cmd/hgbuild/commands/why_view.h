// What hgbuild why says, as text and as JSON.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hg/base/clock.h"
#include "hg/client/journal/changes.h"
#include "hg/client/ui/style.h"

namespace hg::hgbuild {

// Why nothing was found without preprocessing.
enum class Miss {
  none,           // it was
  not_cacheable,  // such a compile never is; the record's reason says why
  no_cache,       // there was no cache to ask
  first,          // no compile of it is on record
  changed,        // something that counts is not as it was
  failed_before,  // the compile before made nothing to keep
  not_kept,       // the result of the compile before was not kept
  forgotten,      // what the compile before depended on is no longer on record
  gone,           // nothing has changed: the cache was off, cleared or full, or was to be passed over
};
std::string_view code(Miss miss);

struct WhyView {
  client::journal::Record last;
  Miss miss = Miss::none;
  std::vector<client::journal::Change> changes;  // of Miss::changed
  WallTime before{};                             // when the compile was that it is compared with
  std::string not_kept;                          // of Miss::not_kept
};

// `records` are those of one source, oldest first, not empty.
WhyView explain_compile(std::span<const client::journal::Record> records);

std::string why_text(const WhyView& view, const client::ui::Style& style, WallTime now);
std::string why_json(const WhyView& view);  // "schema": "hgbuild.why/1"

}  // namespace hg::hgbuild
