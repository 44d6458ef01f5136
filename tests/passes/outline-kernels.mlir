// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-outline-kernels))' %S/Inputs/scheduled.mlir | FileCheck %s

// Two layers of one shape share their kernels; each key stands once, before the functions.
// CHECK:     resnet.kernel @resnet_pack_filter_c3_k16_r3_plain_avx2_{{[0-9a-f]+}} "pack_filter c=3 k=16 r=3 fold=1 epsilon=1e-05 algorithm=plain panel=16 machine=avx2"
// CHECK:     resnet.kernel @resnet_fold_shift_k16_
// CHECK:     resnet.kernel @resnet_pack_filter_c16_k16_
// CHECK-NOT: resnet.kernel @resnet_fold_shift_k16_
// CHECK-NOT: resnet.kernel @resnet_pack_filter_c16_k16_
// CHECK:     resnet.kernel {{.*}}add=0 relu=1
// CHECK:     resnet.kernel {{.*}}add=1 relu=1
// CHECK:     resnet.func @prepare
