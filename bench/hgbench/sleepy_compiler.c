// A gcc that compiles by sleeping, so that a grid of any size can be measured on a small machine.
//
// For a client (HG_BENCH_CLIENT is set; workers give compilers an environment of their own) and for every question it becomes
// the real driver: it preprocesses, and it tells the same cc1, as, specs and version, so grids take both sides for one
// toolchain. For a worker's compile it sleeps SLEEP_MS, or as long as the file "sleep_ms" beside it says, and writes an
// object made beforehand (object.inc).
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const unsigned char kObject[] = {
#include "object.inc"
};

static const char* output_of_compile(char** argv) {
  const char* output = NULL;
  int compile = 0;
  for (char** word = argv + 1; *word != NULL; ++word) {
    if (strcmp(*word, "-c") == 0) compile = 1;
    if (strcmp(*word, "-E") == 0 || strcmp(*word, "-###") == 0) return NULL;
    if (strcmp(*word, "-o") == 0 && word[1] != NULL) output = word[1];
  }
  return compile ? output : NULL;
}

// icecream hands the source over on standard input and takes a compiler that does not read it for a hung one.
static void drain_input(void) {
  static char buffer[65536];
  struct stat about;
  if (fstat(STDIN_FILENO, &about) != 0 || S_ISCHR(about.st_mode)) return;
  while (read(STDIN_FILENO, buffer, sizeof buffer) > 0) continue;
}

// One program can be slow here and fast there, and is still the same compiler to everybody.
static int milliseconds(void) {
  char path[4096];
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 16);
  if (length <= 0) return SLEEP_MS;
  path[length] = '\0';
  strcpy(strrchr(path, '/') + 1, "sleep_ms");
  int value = SLEEP_MS;
  FILE* file = fopen(path, "r");
  if (file == NULL) return value;
  if (fscanf(file, "%d", &value) != 1) value = SLEEP_MS;
  fclose(file);
  return value;
}

static int compile_by_sleeping(const char* output) {
  drain_input();
  const int wait = milliseconds();
  const struct timespec duration = {wait / 1000, wait % 1000 * 1000000L};
  nanosleep(&duration, NULL);
  const int fd = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return fd >= 0 && write(fd, kObject, sizeof kObject) == (ssize_t)sizeof kObject ? 0 : 1;
}

int main(int argc, char** argv) {
  (void)argc;
  const char* output = getenv("HG_BENCH_CLIENT") == NULL ? output_of_compile(argv) : NULL;
  if (output != NULL) return compile_by_sleeping(output);
  argv[0] = REAL;  // the driver finds cc1 relative to its own name
  execv(REAL, argv);
  perror(REAL);
  return 127;
}
