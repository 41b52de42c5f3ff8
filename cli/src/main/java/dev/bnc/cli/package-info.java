/// One picocli class per command.
package dev.bnc.cli;
