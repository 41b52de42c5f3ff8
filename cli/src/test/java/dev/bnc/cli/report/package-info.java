/// Tests of comparisons.
@NullMarked
package dev.bnc.cli.report;

import org.jspecify.annotations.NullMarked;
