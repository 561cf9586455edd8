#include "calc.h"

long mini_factorial(int n) { return n < 2 ? 1 : n * mini_factorial(n - 1); }
