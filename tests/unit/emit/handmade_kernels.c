/* handmade_kernels: kernels that can be checked by hand, compiled with OPERATION_x and the symbol as KERNEL. They are
 * called as Halide's are: a context, then buffers of which they read the host pointer alone. */
#include <stdint.h>

typedef struct Buffer {
  uint64_t device;
  void *interface, *host;
} Buffer;

extern void *halide_malloc(void *context, uint64_t bytes);
extern void halide_free(void *context, void *payload);

#if defined(OPERATION_relu) /* of 16 values: copies them */
int32_t KERNEL(void *context, Buffer *input, Buffer *output) {
  (void)context;
  for (int i = 0; i < 16; ++i)
    ((float *)output->host)[i] = ((float *)input->host)[i];
  return 0;
}

#elif defined(OPERATION_softmax) /* of 4 values: copies them */
int32_t KERNEL(void *context, Buffer *input, Buffer *output) {
  (void)context;
  for (int i = 0; i < 4; ++i)
    ((float *)output->host)[i] = ((float *)input->host)[i];
  return 0;
}

#elif defined(OPERATION_softmax_cross_entropy)
/* The loss is the mean over the first hyper[0] images of image[0]; it is every value of the gradient, 16 of them.
 * Correct is the sum of their labels. All goes through scratch. */
int32_t KERNEL(void *context, Buffer *images, Buffer *labels, Buffer *hyper, Buffer *gradient, Buffer *loss,
               Buffer *correct) {
  const int n = (int)((float *)hyper->host)[0];
  float *scratch = halide_malloc(context, 16 * sizeof(float));
  float sum = 0;
  int32_t labelSum = 0;
  for (int i = 0; i < n; ++i) {
    sum += ((float *)images->host)[4 * i];
    labelSum += ((int32_t *)labels->host)[i];
  }
  for (int i = 0; i < 16; ++i)
    scratch[i] = sum / (float)n;
  for (int i = 0; i < 16; ++i)
    ((float *)gradient->host)[i] = scratch[i];
  *(float *)loss->host = scratch[0];
  *(int32_t *)correct->host = labelSum;
  halide_free(context, scratch);
  return 0;
}

#elif defined(OPERATION_adam_update) /* p -= rate * g; the first moment is g, the second the correction */
int32_t KERNEL(void *context, Buffer *gradient, Buffer *hyper, Buffer *parameterIn, Buffer *firstIn, Buffer *secondIn,
               Buffer *parameter, Buffer *first, Buffer *second) {
  (void)context, (void)firstIn, (void)secondIn;
  const float *numbers = hyper->host;
  for (int i = 0; i < 16; ++i) {
    const float g = ((float *)gradient->host)[i];
    ((float *)parameter->host)[i] = ((float *)parameterIn->host)[i] - numbers[1] * g;
    ((float *)first->host)[i] = g;
    ((float *)second->host)[i] = numbers[5];
  }
  return 0;
}
#endif
