/// Tests of the example nets.
@NullMarked
package dev.bnc.examples;

import org.jspecify.annotations.NullMarked;
