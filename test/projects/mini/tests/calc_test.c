#include <stdio.h>

#include "calc.h"

int main(void) {
  if (mini_factorial(5) != 120 || mini_square(12) != 144 || mini_square(-3) != 9) return 1;
  puts("calc ok");
  return 0;
}
