// Where an AArch64 machine without a system begins: NEON on, memory normal and cached by an identity map, then main.
.section .text.start, "ax"
.global _start
_start:
  ldr x0, =stack_end
  mov sp, x0
  mov x0, #(3 << 20)          // CPACR_EL1.FPEN: floating point and NEON
  msr cpacr_el1, x0
  ldr x0, =0xff00             // attribute 0: device, 1: normal, write-back
  msr mair_el1, x0
  ldr x0, =0x803520           // 4 GB, pages of 4 KB, table walks cached, no upper half
  msr tcr_el1, x0
  ldr x0, =table
  msr ttbr0_el1, x0
  isb
  mrs x0, sctlr_el1
  ldr x1, =0x1005             // M, C, I
  orr x0, x0, x1
  bic x0, x0, #2              // A: unaligned loads are allowed
  msr sctlr_el1, x0
  isb
  bl main
  bl finish

// Calls the host (Arm, "Semihosting for AArch32 and AArch64"): x0 the operation, x1 its argument.
.global semihost
semihost:
  hlt #0xf000
  ret

.section .data
.balign 4096
table:                        // blocks of 1 GB: devices, then memory
  .quad 0x00000000 | 0x701
  .quad 0x40000000 | 0x705
  .quad 0x80000000 | 0x705
  .quad 0xc0000000 | 0x705

.section .bss
.balign 64
.global stack, stack_end
stack:
  .skip 65536
stack_end:
