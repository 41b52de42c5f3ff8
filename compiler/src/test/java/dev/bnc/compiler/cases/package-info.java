/// What several tests run: a table of all operators, seeded tensors and random graphs.
@NullMarked
package dev.bnc.compiler.cases;

import org.jspecify.annotations.NullMarked;
