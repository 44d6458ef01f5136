/* What a program without a system brings itself: the three functions that a net asks for, a printf of %s, %d and %a to
 * the emulator's console, and the end, which tells how much of the stack was used. */
#include <stdio.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

enum { SYS_WRITE0 = 0x04, SYS_EXIT = 0x18 };
long semihost(long operation, const void *argument);
extern char stack[], stack_end[];

void *memset(void *to, int value, size_t bytes) {
  for (volatile char *at = to; bytes; --bytes)
    *at++ = (char)value;
  return to;
}

void *memcpy(void *to, const void *from, size_t bytes) {
  volatile char *at = to;
  for (const char *next = from; bytes; --bytes)
    *at++ = *next++;
  return to;
}

void *memmove(void *to, const void *from, size_t bytes) {
  if ((char *)to <= (const char *)from)
    return memcpy(to, from, bytes);
  for (volatile char *at = to; bytes; --bytes)
    at[bytes - 1] = ((const char *)from)[bytes - 1];
  return to;
}

static char *put(char *at, const char *text) {
  while (*text)
    *at++ = *text++;
  return at;
}

static char *putNumber(char *at, int value) {
  char digits[12], *digit = digits + 11;
  *digit = 0;
  unsigned rest = value < 0 ? -(unsigned)value : (unsigned)value;
  do
    *--digit = (char)('0' + rest % 10);
  while (rest /= 10);
  return put(value < 0 ? put(at, "-") : at, digit);
}

/* As glibc writes normal numbers; there are no others here. */
static char *putHexadecimal(char *at, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  if (bits >> 63)
    at = put(at, "-");
  at = put(at, "0x1");
  uint64_t fraction = bits << 12;
  if (fraction)
    at = put(at, ".");
  for (; fraction; fraction <<= 4)
    *at++ = "0123456789abcdef"[fraction >> 60];
  const int exponent = (int)(bits >> 52 & 0x7ff) - 1023;
  return putNumber(put(at, exponent < 0 ? "p" : "p+"), exponent);
}

int printf(const char *format, ...) {
  static char line[1024];
  char *at = line;
  va_list values;
  va_start(values, format);
  for (; *format; ++format)
    if (*format != '%')
      *at++ = *format;
    else if (*++format == 's')
      at = put(at, va_arg(values, const char *));
    else if (*format == 'd')
      at = putNumber(at, va_arg(values, int));
    else
      at = putHexadecimal(at, va_arg(values, double));
  va_end(values);
  *at = 0;
  semihost(SYS_WRITE0, line);
  return (int)(at - line);
}

void finish(int status) {
  const char *untouched = stack;
  while (!*untouched)
    ++untouched;
  printf("stack %d bytes\n", (int)(stack_end - untouched));
  const uint64_t stopped[2] = {0x20026, (uint64_t)status};
  semihost(SYS_EXIT, stopped);
}
