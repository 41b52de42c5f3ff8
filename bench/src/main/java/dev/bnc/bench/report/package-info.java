/// What was measured, as text, CSV and Markdown.
///
/// Entry type: [Measurement].
@NullMarked
package dev.bnc.bench.report;

import org.jspecify.annotations.NullMarked;
