/// One picocli class per command.
@NullMarked
package dev.bnc.cli;

import org.jspecify.annotations.NullMarked;
