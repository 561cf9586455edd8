// Debian's gRPC is not built with ThreadSanitizer, which therefore sees its memory but not its locks.
// strand_test.cc and the tests of the coordinator check our own locking without gRPC.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "race:libgrpc\n"
         "race:libgpr\n"
         "race:libabsl\n"
         "race:libupb\n"
         "race:libprotobuf\n"
         "race:grpc::\n"
         "race:grpc_core::\n";
}
