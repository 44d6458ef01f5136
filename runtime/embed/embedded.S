// What the compiler carries in itself: the support code as bitcode, one array for each
// triple, and the public headers, which generated headers repeat.
.section .rodata
.macro embed name, file
  .global resnetc_\name\()_begin, resnetc_\name\()_end
  .balign 16
  resnetc_\name\()_begin: .incbin "\file"
  resnetc_\name\()_end:
  .byte 0
.endm
embed support_x86_64, "support-x86_64-unknown-linux-gnu.bc"
embed support_aarch64, "support-aarch64-unknown-linux-gnu.bc"
embed support_aarch64_bare, "support-aarch64-none-elf.bc"
embed header_status, "status.h"
embed header_pool, "pool.h"
embed header_net, "net.h"
.section .note.GNU-stack,"",@progbits
