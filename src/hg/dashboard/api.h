// The API of docs/api.md: GET only, JSON only.
#pragma once

#include <string_view>

#include "hg/dashboard/guard.h"
#include "hg/dashboard/source.h"
#include "hg/http/router.h"

namespace hg::dashboard {

// Adds everything below /api/v1/. What `sources` refers to must outlive the router.
void add_api(http::Router& router, const Guard& guard, const Sources& sources);

// The OpenAPI description that /api/v1/openapi.json serves.
std::string_view openapi();

}  // namespace hg::dashboard
