// What hg-coord can be told to do besides serving. Each returns the exit code.
#pragma once

namespace hg::cmd {

// hg-coord tls ca | cert. `argv` begins with "tls".
int tls(int argc, const char* const* argv);

// hg-coord token create | list | revoke. `argv` begins with "token".
int token(int argc, const char* const* argv);

}  // namespace hg::cmd
