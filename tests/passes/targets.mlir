// RUN: resnetc-opt --resnet-to-fused --resnet-to-scheduled --resnet-to-planned %S/Inputs/targets.mlir | FileCheck %s
// RUN: sed 's/x6x6xf32/x8x8xf32/g; s/\([x<]\)6xf32/\18xf32/g; s/<6x10/<8x10/; s/ spec ""/ train <batch 3, adam, beta1 0.9, beta2 0.999, epsilon 1.0e-07, label_smoothing 0.0, moving 0.9, unbiased true> spec ""/' %S/Inputs/targets.mlir | resnetc-opt --resnet-to-differentiated --resnet-to-fused --resnet-to-scheduled --resnet-to-planned | FileCheck %s --check-prefix=TRAIN

// The CPU's net is what it is alone.
// CHECK-LABEL: resnet.net @small input
// CHECK-NOT:   preprocess_2
// CHECK:       resnet.plan @infer_1 arena
// CHECK:       resnet.zero_halo arena
// CHECK:       resnet.run @resnet_stem_

// A device's: @prepare runs on the host, reads the caller's blob and puts each tensor on 512 bytes, one panel each.
// CHECK-LABEL: resnet.net @small.opencl
// CHECK:       resnet.plan @prepare arena 0
// CHECK-NEXT:  resnet.run @resnet_pack_filter_c3_k6_r3_plain_avx2_{{.*}} (parameters[0 : 648]) -> packed[0 : 864]
// CHECK-NEXT:  resnet.run @resnet_fold_shift_k6_plain_avx2_{{.*}} (parameters[648 : 24]) -> packed[1024 : 32]
// CHECK-NEXT:  resnet.run @resnet_pack_filter_c6_k6_r3_plain_avx2_{{.*}} (parameters[672 : 1296]) -> packed[1536 : 1728]

// Each batch size has its preprocessing.
// CHECK:       resnet.plan @preprocess_1 arena 0
// CHECK:       resnet.plan @preprocess_2 arena 0
// CHECK-NEXT:  resnet.run @resnet_preprocess_8x8x3_n2_grid_opencl_{{.*}} (pixels[0 : 384]) -> images[0 : 1536]

// No pool in the stem; halos are zeroed by kernels; offsets on 512 bytes; the residual is not overwritten.
// CHECK:       resnet.plan @infer_1 arena 3072
// CHECK-NEXT:  resnet.run @resnet_layout_8x8x3_grid_opencl_{{.*}} (images[0 : 768]) -> arena[0 : 1200]
// CHECK-NEXT:  resnet.run @resnet_conv2d_8x8x3_{{.*}} (arena[0 : 1200], packed[0 : 864], packed[1024 : 32]) -> arena[1536 : 1536]
// CHECK-NEXT:  resnet.run @resnet_zero_halo_4x4x6_grid_opencl_{{.*}} () -> arena[0 : 864]
// CHECK-NEXT:  resnet.run @resnet_max_pool_{{.*}} (arena[1536 : 1536]) -> arena[0 : 864]
// CHECK-NEXT:  resnet.run @resnet_zero_halo_{{.*}} () -> arena[1024 : 864]
// CHECK-NEXT:  resnet.run @resnet_conv2d_4x4x6_{{.*}} arena[0 : 864]) -> arena[1024 : 864]
// CHECK-NEXT:  resnet.run @resnet_global_avg_pool_{{.*}} -> arena[0 : 24]
// CHECK-NEXT:  resnet.run @resnet_dense_{{.*}} -> arena[512 : 40]
// CHECK-NEXT:  resnet.run @resnet_softmax_{{.*}} (arena[512 : 40]) -> probabilities[0 : 40]
// CHECK-LABEL: resnet.net @"small.cuda-80"
// CHECK:       resnet.plan @prepare

// In training, where a device's pool needs channels in fours, each parameter begins on 512 bytes, and so do gradients, both moments and the two numbers of the step.
// TRAIN-LABEL: resnet.net @"small.cuda-80"
// TRAIN:       resnet.plan @train_step arena
// TRAIN-NEXT:  resnet.run @resnet_batch_images_{{.*}} (images[0 : 2304], hyper[0 : 32]) -> arena[0 : 3600]
// TRAIN:       resnet.run @resnet_softmax_cross_entropy_{{.*}} -> arena[{{.*}}], metrics[0 : 4], metrics[512 : 4]
// TRAIN-NOT:   resnet.zero_halo
// TRAIN:       resnet.run @resnet_adam_update_{{.*}} parameters[4608 : 320], optimizer[4608 : 320], optimizer[10240 : 320]) -> parameters[4608 : 320], optimizer[4608 : 320], optimizer[10240 : 320] in place
// TRAIN:       resnet.plan @gradients arena
// TRAIN:       -> gradients[4608 : 320]
// TRAIN:       resnet.plan @evaluate arena
