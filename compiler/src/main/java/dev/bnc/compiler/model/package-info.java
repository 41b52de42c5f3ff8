/// A net whose names are resolved and whose shapes are known: what elaboration makes and everything after starts from.
@NullMarked
package dev.bnc.compiler.model;

import org.jspecify.annotations.NullMarked;
