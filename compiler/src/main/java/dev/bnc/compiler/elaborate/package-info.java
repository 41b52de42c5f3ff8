/// From the abstract syntax tree to a [dev.bnc.compiler.model.Model]: names resolved, blocks unrolled, shapes known,
/// settings read. Everything the user can have got wrong is found here or in the parser.
///
/// Entry type: [Elaborator].
@NullMarked
package dev.bnc.compiler.elaborate;

import org.jspecify.annotations.NullMarked;
