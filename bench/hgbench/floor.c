/* What no cache can do without: be started, and look at every file. Its argument is a list of names, one a line. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char list[1 << 20];

int main(int argc, char **argv) {
  int fd = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  ssize_t size = read(fd, list, sizeof list - 1);
  if (size < 0) return 1;
  for (char *name = strtok(list, "\n"); name != NULL; name = strtok(NULL, "\n")) {
    struct stat info;
    if (stat(name, &info) != 0) return 1;
  }
  return 0;
}
