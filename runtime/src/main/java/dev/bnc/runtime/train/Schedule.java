package dev.bnc.runtime.train;

import java.util.Optional;

/// How the learning rate changes: a factor on the base rate for each step.
///
/// Steps count from 0. Where a span is in epochs, only whole epochs count, so the rate changes between epochs. All
/// arithmetic is in double and by [StrictMath], so that a run has the same rates on every machine.
public sealed interface Schedule {
    /// The factor for the update at `at`.
    double factor(Moment at);

    /// Always 1.
    record Constant() implements Schedule {
        @Override
        public double factor(Moment at) {
            return 1;
        }
    }

    /// Multiplied by `by` after every `every`: a staircase. (PyTorch's `StepLR`.)
    record Step(double by, Span every) implements Schedule {
        @Override
        public double factor(Moment at) {
            return StrictMath.pow(by, (double) Math.floorDiv(at.elapsed(every), every.count()));
        }
    }

    /// `by^(n / every)` after `n` units: falls a little with each unit and reaches `by` after `every`.
    record Exponential(double by, Span every) implements Schedule {
        @Override
        public double factor(Moment at) {
            return StrictMath.pow(by, (double) at.elapsed(every) / every.count());
        }
    }

    /// Half a cosine from 1 down to `floor`, reached after `over` and kept. (PyTorch's `CosineAnnealingLR`.)
    record Cosine(Stretch over, double floor) implements Schedule {
        @Override
        public double factor(Moment at) {
            return floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(Math.PI * over.share(at)));
        }
    }

    /// `(1 - n / over)^power`, from 1 down to `floor`, reached after `over` and kept.
    record Polynomial(double power, Stretch over, double floor) implements Schedule {
        @Override
        public double factor(Moment at) {
            return floor + (1 - floor) * StrictMath.pow(1 - over.share(at), power);
        }
    }

    /// Half a cosine up from `from` to 1 during the share `rise` of `over`, then half a cosine down to `floor`, reached
    /// with the last step; it changes with every step. (PyTorch's `OneCycleLR`; Smith & Topin 2019.)
    record OneCycle(Stretch over, double rise, double from, double floor) implements Schedule {
        @Override
        public double factor(Moment at) {
            double last = Math.max(1, over.inSteps(at.stepsPerEpoch()) - 1);
            double top = rise * (last + 1) - 1;
            return at.step() < top
                    ? between(from, 1, at.step() / top)
                    : between(1, floor, down(at.step(), Math.max(0, top), last));
        }

        private static double down(long step, double top, double last) {
            return top < last ? Math.min(1, (step - top) / (last - top)) : 1;
        }

        private static double between(double start, double end, double way) {
            return end + (start - end) * 0.5 * (1 + StrictMath.cos(Math.PI * way));
        }
    }

    /// Rises in a straight line from `from` to 1 during `over`; then `then` runs, its own clock starting there.
    record WarmUp(double from, Span over, Schedule then) implements Schedule {
        @Override
        public double factor(Moment at) {
            long length = over.inSteps(at.stepsPerEpoch());
            return at.step() < length ? from + (1 - from) * at.step() / length : then.factor(at.since(length));
        }
    }

    /// Multiplied by `by` each time the watched measure has stood still for as long as `patience` says, down to `floor`.
    /// (PyTorch's `ReduceLROnPlateau`, with an absolute threshold.)
    record Plateau(double by, Patience patience, double floor) implements Schedule {
        @Override
        public double factor(Moment at) {
            return Math.max(floor, StrictMath.pow(by, at.plateaus()));
        }
    }

    /// What has to be watched for this schedule, if anything.
    default Optional<Patience> watched() {
        return switch (this) {
            case Plateau plateau -> Optional.of(plateau.patience());
            case WarmUp warmUp -> warmUp.then().watched();
            case Constant _, Step _, Exponential _, Cosine _, Polynomial _, OneCycle _ -> Optional.empty();
        };
    }
}
