// The dashboard's page: three files that are part of the program (docs/dashboard.md).
#pragma once

#include "hg/dashboard/guard.h"
#include "hg/http/router.h"

namespace hg::dashboard {

// Adds "/" and what it needs, compressed for browsers that take gzip. Where the program was built without
// npm, "/" is a static page that says so, and nothing else is added.
void add_page(http::Router& router, const Guard& guard);

}  // namespace hg::dashboard
