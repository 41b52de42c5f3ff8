/// What launch plans leave to NVIDIA's libraries: products to cuBLASLt, convolutions to cuDNN.
///
/// Entry types: [LibraryTask], a step's sizes without its addresses, and [LibraryAdvisor], who says which tasks are a
/// library's and how it is to do them. Knows nothing of the libraries themselves and needs neither of them.
@NullMarked
package dev.bnc.compiler.emit.cuda.library;

import org.jspecify.annotations.NullMarked;
