#ifndef MINI_CALC_H
#define MINI_CALC_H
#ifdef __cplusplus
extern "C" {
#endif
long mini_factorial(int n);
long mini_square(int n);
#ifdef __cplusplus
}
#endif
#endif
