// FmaPeak: how many multiply-adds one core of this machine can do, the yardstick of `bench`.
#pragma once

namespace resnetc {

/// GFLOP/s (two per multiply-add) of one core with float32 multiply-adds in registers alone, with the widest
/// instructions that processor and system allow: AVX-512, AVX2 with FMA, else what the compiler makes for the
/// baseline. The best of a few bursts that take `seconds` together, so that other work on the machine hides less of
/// the peak; call it several times around a measurement and take the best.
double measureFmaPeak(double seconds);

} // namespace resnetc
