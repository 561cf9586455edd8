// A compiler driver that misbehaves on order and is the real one otherwise.
//
// It obeys the file "remote" beside itself (slow MS | hang | segv | killed | endless | ice | litter) for
// compiles that a worker starts, and the file "local" for a client's own, which it knows by HG_TEST_CLIENT:
// workers give compilers an environment of their own. Each compile under orders adds its process id to the
// file "started". REAL is the absolute path of the driver to become.
#define _GNU_SOURCE
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static char folder[PATH_MAX];

static void find_folder(void) {
  const ssize_t length = readlink("/proc/self/exe", folder, sizeof folder - 1);
  if (length > 0) folder[length] = '\0';
  char* slash = strrchr(folder, '/');
  if (slash != NULL) *slash = '\0';
}

static int open_beside(const char* name, int flags) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return open(path, flags | O_CLOEXEC, 0600);
}

static int is_compile(char** argv) {
  int compile = 0;
  for (char** word = argv + 1; *word != NULL; ++word) {
    if (strcmp(*word, "-c") == 0 || strcmp(*word, "-S") == 0) compile = 1;
    if (strcmp(*word, "-E") == 0 || strcmp(*word, "-###") == 0) return 0;
  }
  return compile;
}

static void announce(void) {
  const int fd = open_beside("started", O_WRONLY | O_CREAT | O_APPEND);
  if (fd >= 0) dprintf(fd, "%d\n", (int)getpid());
}

// A child stands for cc1: killing only the driver is not enough.
static void hang(void) {
  if (fork() == 0) signal(SIGTERM, SIG_IGN);
  for (;;) pause();
}

static void crash(int number) {
  const struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  signal(number, SIG_DFL);
  raise(number);
}

static void chatter(void) {
  static char line[4096];
  memset(line, 'x', sizeof line - 1);
  line[sizeof line - 1] = '\n';
  for (;;)
    if (write(STDERR_FILENO, line, sizeof line) < 0) _exit(1);
}

static void internal_error(void) {
  fprintf(stderr, "during GIMPLE pass: test\ncc1: internal compiler error: Segmentation fault\n");
  _exit(1);
}

// Children that outlive the driver, with its streams open.
static void litter(void) {
  for (int i = 0; i < 50; ++i) {
    if (fork() != 0) continue;
    for (;;) pause();
  }
}

static void misbehave(const char* orders) {
  char order[64] = "";
  const int fd = open_beside(orders, O_RDONLY);
  if (fd < 0) return;
  const ssize_t length = read(fd, order, sizeof order - 1);
  if (length <= 0) return;
  announce();
  int milliseconds = 0;
  if (sscanf(order, "slow %d", &milliseconds) == 1) {
    const struct timespec pause_time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    nanosleep(&pause_time, NULL);
  }
  if (strncmp(order, "hang", 4) == 0) hang();
  if (strncmp(order, "segv", 4) == 0) crash(SIGSEGV);
  if (strncmp(order, "killed", 6) == 0) crash(SIGKILL);
  if (strncmp(order, "endless", 7) == 0) chatter();
  if (strncmp(order, "ice", 3) == 0) internal_error();
  if (strncmp(order, "litter", 6) == 0) litter();
}

int main(int argc, char** argv) {
  (void)argc;
  find_folder();
  if (is_compile(argv)) misbehave(getenv("HG_TEST_CLIENT") == NULL ? "remote" : "local");
  argv[0] = REAL;  // the driver finds cc1 relative to its own name
  execv(REAL, argv);
  perror(REAL);
  return 127;
}
