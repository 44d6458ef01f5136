// One translation unit, so that there is one bitcode file for each architecture and system.
#include "runtime/embed/cpu.c"
#include "runtime/embed/halo.c"
#include "runtime/embed/hyper.c"
#include "runtime/embed/infer.c"
#include "runtime/embed/initialize.c"
#include "runtime/embed/levels.c"
#include "runtime/embed/parallel.c"
#include "runtime/embed/scratch.c"
#include "runtime/embed/status.c"
#include "runtime/embed/train.c"
#if defined(__linux__)
#include "runtime/embed/device/device.c"
#include "runtime/embed/pool.c"
#else
#include "runtime/embed/bare.c"
#endif
