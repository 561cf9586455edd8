/* Writes squares.h: a build that compiles a program, runs it and includes what it wrote. */
#include <stdio.h>

int main(void) {
  int n;
  puts("static const long mini_squares[] = {");
  for (n = 0; n < 100; ++n) printf("  %d,\n", n * n);
  puts("};\nenum { mini_squares_count = sizeof mini_squares / sizeof mini_squares[0] };");
  return 0;
}
