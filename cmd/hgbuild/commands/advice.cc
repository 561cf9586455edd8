#include "commands/advice.h"

namespace hg::hgbuild {

using model::Reason;

// Without a default, so that the compiler asks for a word about each new reason.
std::string_view advice(Reason reason) {
  switch (reason) {
    case Reason::none:
    case Reason::link:
    case Reason::preprocess_only:
    case Reason::info_query:
    case Reason::syntax_only:
    case Reason::standard_input:
    case Reason::no_input:
    case Reason::output_to_stdout:
    case Reason::output_not_regular:
    case Reason::dependencies_only:
    case Reason::probe:
      return "";
    case Reason::assembly_input:
      return "Assembling is quicker than sending the source, so nothing is lost.";
    case Reason::multiple_inputs:
      return "Give each source a command of its own, with -c; build tools do.";
    case Reason::unsupported_flag:
      return "HG_VERBOSE=1 names the flag. Where the build can do without it, its compiles go to the grid.";
    case Reason::unsupported_language:
      return "Only C, C++, Objective-C and Objective-C++ are distributed.";
    case Reason::response_file:
      return "A response file must be readable, below 16 MiB, and must not name another one.";
    case Reason::debug_macros:
      return "-g3 keeps macro definitions, of which preprocessed text has none left. -g or -g2 go to the "
             "grid.";
    case Reason::native_unresolved:
      return "Name the processor that is meant (-march=x86-64-v3), so that every machine makes the same "
             "object.";
    case Reason::save_temps:
      return "Leave -save-temps away where the intermediate files are not needed.";
    case Reason::profile:
    case Reason::coverage:
    case Reason::plugin:
    case Reason::modules:
      return "It reads or writes files beside the object. Such compiles stay here; the cache may still know "
             "them.";
    case Reason::precompiled_header:
      return "Without precompiled headers every source can go to the grid, which is often quicker "
             "altogether.";
    case Reason::lto_nondeterministic:
      return "Nothing: gcc's link-time optimisation stays here, with -frandom-seed too.";
    case Reason::environment:
      return "HG_VERBOSE=1 names the variable. Unset it where the build does not need it.";
    case Reason::source_not_plain:
      return ".incbin, #embed and the like read files that a worker does not have.";
    case Reason::indentation:
      return "gcc looks at the layout of the source for -Wmisleading-indentation (in -Wall), and here it "
             "might say "
             "something. Mend the indentation, or use -Wno-misleading-indentation.";
    case Reason::preprocessor_output:
      return "The compiler runs here, so that you read its own words.";
    case Reason::too_large:
      return "Preprocessed sources above 1 GiB, and objects above the worker's limits, stay here.";
    case Reason::toolchain_unknown:
      return "hgbuild doctor says what is wrong with the compiler.";
    case Reason::disabled:
      return "Unset HG_DISABLE.";
    case Reason::forced_local:
      return "Unset HG_LOCAL.";
    case Reason::not_configured:
      return "export HG_COORDINATOR=host:9000, with the machine on which hg-coord serve runs.";
    case Reason::agent_unreachable:
      return "hg-agent must be installed beside hgbuild (or in ../libexec/hybridgrid). hgbuild doctor tries "
             "it.";
    case Reason::coordinator_refused:
      return "Start hg-coord serve there, or set HG_COORDINATOR to where it runs. A firewall that answers "
             "looks the same.";
    case Reason::coordinator_timeout:
      return "The address is right, but nothing comes back: a firewall, a network that is down, or a hung "
             "hg-coord.";
    case Reason::coordinator_untrusted:
      return "HG_TLS_CA must be the authority that signed the coordinator's certificate, and the certificate "
             "must "
             "hold the name in HG_COORDINATOR. Nothing was sent.";
    case Reason::access_denied:
      return "The coordinator asks for a token (HG_TOKEN_FILE) or a certificate (HG_TLS_CERT, HG_TLS_KEY) "
             "with the "
             "role of a client: hg-coord token create, hg-coord tls cert.";
    case Reason::version_skew:
      return "Install the same release on both machines.";
    case Reason::no_workers:
      return "Start hg-worker serve --coordinator HOST:PORT on a machine; hgbuild workers lists those that "
             "are there.";
    case Reason::no_matching_toolchain:
      return "Install the same compiler package on a worker (it looks again by itself), or use a compiler "
             "that "
             "hgbuild workers lists. The same version of another distribution is another compiler.";
    case Reason::no_matching_arch:
      return "No worker compiles for this target: install the cross compiler on one.";
    case Reason::queue_full:
      return "More compiles wait than hg-coord serve --max-queue allows: more workers, or a smaller -j.";
    case Reason::worker_lost:
    case Reason::transport:
      return "It was tried again elsewhere first. Look at the worker's log if this goes on.";
    case Reason::worker_timeout:
      return "It was tried on another worker first. Is the worker overloaded? Its log and hgbuild workers "
             "tell.";
    case Reason::worker_out_of_memory:
      return "It was tried on a worker with more memory first. Give workers fewer slots (--max-tasks) or "
             "each compile more (--job-memory).";
    case Reason::worker_disk_full:
      return "Make room in the worker's --job-dir.";
    case Reason::compiler_killed:
      return "If it dies here too, the compiler has a bug; if not, look at the worker's log.";
    case Reason::rejected:
      return "HG_VERBOSE=1 tells what the worker said. hgbuild and hg-worker of one release agree on what "
             "may be sent.";
    case Reason::bad_result:
      return "The worker was reported to the coordinator, which stops using it when this goes on.";
    case Reason::retries_exhausted:
      return "hgbuild workers shows whose circuit is open; the coordinator's log says what each attempt met.";
    case Reason::remote_error_unconfirmed:
      return "A source with an error is compiled here once more, so that you read the compiler's own "
             "message.";
  }
  return "";
}

}  // namespace hg::hgbuild
