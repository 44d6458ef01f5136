// RUN: resnetc-opt --pass-pipeline='builtin.module(resnet.net(resnet-outline-kernels,resnet-plan-memory))' %S/Inputs/scheduled.mlir | FileCheck %s

// Parameters lie without gaps; packed tensors on 64 bytes.
// CHECK-LABEL: resnet.plan @prepare arena 0
// CHECK-NEXT:  resnet.run @resnet_pack_filter_c3_{{.*}} (parameters[0 : 1728], parameters[1728 : 64], parameters[1920 : 64]) -> packed[0 : 1728]
// CHECK-NEXT:  resnet.run @resnet_fold_shift_{{.*}} (parameters[1728 : 64], parameters[1792 : 64], parameters[1856 : 64], parameters[1920 : 64]) -> packed[1728 : 64]
// CHECK-LABEL: resnet.plan @preprocess_1 arena 0
// CHECK-NEXT:  resnet.run @resnet_preprocess_{{.*}} (pixels[0 : 192]) -> images[0 : 768]

// Halos are zeroed before their map is written, bytes are reused once their last reader has run, and the caller gets
// the softmax.
// CHECK-LABEL: resnet.plan @infer_1 arena 20416
// CHECK-NEXT:  resnet.run @resnet_layout_{{.*}} (images[0 : 768]) -> arena[0 : 1200]
// CHECK-NEXT:  resnet.zero_halo arena[1216 : 6400] 1x8x8x16 halo 1
// CHECK-NEXT:  resnet.run {{.*}} (arena[0 : 1200], packed[0 : 1728], packed[1728 : 64]) -> arena[1216 : 6400]
// CHECK-NEXT:  resnet.zero_halo arena[7616 : 6400] 1x8x8x16 halo 1
// CHECK-NEXT:  resnet.run {{.*}} -> arena[7616 : 6400]
// CHECK-NEXT:  resnet.zero_halo arena[14016 : 6400] 1x8x8x16 halo 1
// CHECK-NEXT:  resnet.run {{.*}} arena[1216 : 6400]) -> arena[14016 : 6400]
// CHECK-NEXT:  resnet.run @resnet_global_avg_pool_{{.*}} -> arena[0 : 64]
// CHECK-NEXT:  resnet.run @resnet_dense_{{.*}} -> arena[64 : 40]
// CHECK-NEXT:  resnet.run @resnet_softmax_{{.*}} (arena[64 : 40]) -> probabilities[0 : 40]
// CHECK-NOT:   resnet.func
