/// From a forward graph to a training step, graph to graph: gradients, losses, optimizers, batch statistics.
///
/// Entry types: [TrainingStep], [StatisticsStep], and [Differentiate] alone. Knows nothing of `.net` files, plans or
/// schedules; what changes from step to step comes in as scalar inputs.
@NullMarked
package dev.bnc.compiler.autodiff;

import org.jspecify.annotations.NullMarked;
