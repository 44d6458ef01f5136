/* two_nets: two generated nets in one program; prints the logits of both on one image, as hexadecimal floats. */
#include "first.h"
#include "second.h"
#include <stdio.h>

#define ALIGNED _Alignas(64) static
ALIGNED float images[FIRST_INPUT_HEIGHT * FIRST_INPUT_WIDTH * FIRST_INPUT_CHANNELS];

#define RUN(net, NET)                                                                                                  \
  do {                                                                                                                 \
    ALIGNED unsigned char parameters[NET##_PARAMETERS_BYTES], packed[NET##_PACKED_BYTES], arena[NET##_ARENA_BYTES(1)]; \
    float out[NET##_CLASSES];                                                                                          \
    if (net##_initialize((float *)parameters, 0) || net##_prepare((const float *)parameters, packed) ||                \
        net##_logits(packed, images, 1, out, arena, NULL))                                                             \
      return 1;                                                                                                        \
    for (int i = 0; i < NET##_CLASSES; ++i)                                                                            \
      printf("%a\n", out[i]);                                                                                          \
  } while (0)

int main(void) {
  for (int i = 0; i < (int)(sizeof images / sizeof *images); ++i)
    images[i] = (float)(i % 251 - 125);
  RUN(first, FIRST);
  RUN(second, SECOND);
  return 0;
}
