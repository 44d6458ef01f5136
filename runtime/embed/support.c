// One translation unit, so that there is one bitcode file for each architecture.
#include "runtime/embed/cpu.c"
#include "runtime/embed/halo.c"
#include "runtime/embed/infer.c"
#include "runtime/embed/initialize.c"
#include "runtime/embed/parallel.c"
#include "runtime/embed/pool.c"
#include "runtime/embed/scratch.c"
#include "runtime/embed/status.c"
