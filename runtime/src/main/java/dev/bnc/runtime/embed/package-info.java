/// What an exported net runs on. These classes are copied into the jar, with all that they need, into a package of
/// the jar's own: [dev.bnc.runtime.embed.Classifier] and [dev.bnc.runtime.embed.Estimator] get the net's name there.
///
/// Entry type: [dev.bnc.runtime.embed.EmbeddedNet]. Nothing here may be package-private that these two use.
@NullMarked
package dev.bnc.runtime.embed;

import org.jspecify.annotations.NullMarked;
