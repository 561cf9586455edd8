#include <cstdio>

#include "words.h"

int main() {
  if (join(split("a,b,c", ','), "-") != "a-b-c") return 1;
  std::puts("words ok");
  return 0;
}
