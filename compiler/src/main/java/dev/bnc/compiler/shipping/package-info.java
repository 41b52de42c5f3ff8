/// From a trained model to one that can be shipped and trusted: population statistics over data, recorded answers, and the
/// tests that compare with them.
///
/// Entry types: [dev.bnc.compiler.shipping.StatisticsOverData], [dev.bnc.compiler.shipping.RecordGoldens],
/// [dev.bnc.compiler.shipping.SelfTest], [dev.bnc.compiler.shipping.NormReport]. Knows nothing of files.
@NullMarked
package dev.bnc.compiler.shipping;

import org.jspecify.annotations.NullMarked;
