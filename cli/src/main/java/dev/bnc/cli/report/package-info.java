/// Several runs side by side: what their folders hold, the numbers made of it, and the page, table and JSON that show them.
///
/// Entry types: [Comparison] and [ReportPage]. Knows run folders only, nothing of nets or training.
@NullMarked
package dev.bnc.cli.report;

import org.jspecify.annotations.NullMarked;
