/// Trained models as jars: a class with the net's name, its programs as classes, weights, and the classes of runtime
/// that these need.
///
/// Entry type: [dev.bnc.compiler.jar.JarWriter].
@NullMarked
package dev.bnc.compiler.jar;

import org.jspecify.annotations.NullMarked;
