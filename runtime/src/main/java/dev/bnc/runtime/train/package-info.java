/// Trains a compiled program: steps, schedules, validation, checkpoints, and going on after a stop.
///
/// Entry types: [Trainer] and [TrainSettings]. Knows programs and data sets, nothing of graphs or `.net` files.
@NullMarked
package dev.bnc.runtime.train;

import org.jspecify.annotations.NullMarked;
