/* What tests/cli/programs/answers.c asks of a stdio.h, where there is none. */
#pragma once
#include <stddef.h>
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
