/// Known data sets, their sources and checksums, and readers for the other forms of data that a net can be trained on.
///
/// Entry type: [DatasetCatalog]. Knows nothing of nets, training or the command line.
@NullMarked
package dev.bnc.datasets;

import org.jspecify.annotations.NullMarked;
