/// Data sets: where examples come from and in which order they are shown.
///
/// Entry types: [DatasetCatalog] and [Dataset]. Knows nothing of nets or training.
@NullMarked
package dev.bnc.runtime.data;

import org.jspecify.annotations.NullMarked;
