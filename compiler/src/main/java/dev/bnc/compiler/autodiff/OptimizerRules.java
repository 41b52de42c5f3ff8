package dev.bnc.compiler.autodiff;

import dev.bnc.compiler.graph.GraphBuilder;
import dev.bnc.compiler.graph.Value;
import dev.bnc.compiler.graph.op.UnaryFunction;
import dev.bnc.runtime.program.Initializer;
import dev.bnc.runtime.train.StepScalars;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The updates of parameters and optimizer slots as nodes. [Optimizer] says which formulae.
final class OptimizerRules {
    private final GraphBuilder builder;
    private final Arithmetic arithmetic;
    private final StepInputs inputs;
    private final List<OptimizerSlot> slots = new ArrayList<>();
    private final Map<Shared, Value> shared = new EnumMap<>(Shared.class);

    /// Scalars that all parameters have in common.
    private enum Shared {
        STEP_SIZE,
        ROOT_OF_CORRECTION,
        FRESH_SHARE
    }

    OptimizerRules(GraphBuilder builder, Arithmetic arithmetic, StepInputs inputs) {
        this.builder = builder;
        this.arithmetic = arithmetic;
        this.inputs = inputs;
    }

    /// The slots of all parameters moved so far.
    List<OptimizerSlot> slots() {
        return List.copyOf(slots);
    }

    /// Moves `parameter` along its gradient.
    ///
    /// @param decay rate of weight decay, 0 for none
    void move(Optimizer optimizer, Value parameter, Value gradient, double decay) {
        Value moved = switch (optimizer) {
            case Optimizer.Sgd o -> sgd(o, parameter, decayed(parameter, gradient, decay));
            case Optimizer.RmsProp o -> rmsProp(o, parameter, decayed(parameter, gradient, decay));
            case Optimizer.Adam o -> adam(o, parameter, parameter, decayed(parameter, gradient, decay));
            case Optimizer.AdamW o ->
                adam(new Optimizer.Adam(o.beta1(), o.beta2(), o.eps()), parameter, shrunk(parameter, decay), gradient);
        };
        builder.update(parameter, moved);
    }

    private Value decayed(Value parameter, Value gradient, double decay) {
        return decay == 0 ? gradient : arithmetic.add(gradient, arithmetic.times(decay, parameter));
    }

    private Value shrunk(Value parameter, double decay) {
        if (decay == 0) {
            return parameter;
        }
        Value factor = arithmetic.subtract(arithmetic.constant(1), arithmetic.times(decay, learningRate()));
        return arithmetic.multiply(parameter, factor);
    }

    private Value sgd(Optimizer.Sgd o, Value parameter, Value g) {
        if (o.momentum() == 0) {
            return descended(parameter, learningRate(), g);
        }
        Value old = slot(parameter, "momentum");
        Value fresh = o.dampening() == 0 ? g : arithmetic.multiply(g, freshShare(o.dampening()));
        Value velocity = arithmetic.add(arithmetic.times(o.momentum(), old), fresh);
        builder.update(old, velocity);
        Value direction = o.nesterov() ? arithmetic.add(g, arithmetic.times(o.momentum(), velocity)) : velocity;
        return descended(parameter, learningRate(), direction);
    }

    /// `1 - dampening`, but 1 in the first step, where the velocity is the gradient itself.
    private Value freshShare(double dampening) {
        return shared.computeIfAbsent(Shared.FRESH_SHARE, _ -> {
            Value later = arithmetic.greater(inputs.scalar(StepScalars.STEP), arithmetic.constant(0));
            return arithmetic.subtract(arithmetic.constant(1), arithmetic.times(dampening, later));
        });
    }

    private Value rmsProp(Optimizer.RmsProp o, Value parameter, Value g) {
        Value squares = averaged(parameter, "square_avg", o.alpha(), arithmetic.apply(UnaryFunction.SQUARE, g));
        Value deviation =
                arithmetic.apply(UnaryFunction.SQRT, o.centered() ? centred(o, parameter, g, squares) : squares);
        Value direction = arithmetic.divide(g, arithmetic.plus(o.eps(), deviation));
        if (o.momentum() > 0) {
            Value old = slot(parameter, "momentum");
            direction = arithmetic.add(arithmetic.times(o.momentum(), old), direction);
            builder.update(old, direction);
        }
        return descended(parameter, learningRate(), direction);
    }

    /// The variance of the gradient; rounding alone could make it negative, and its root NaN.
    private Value centred(Optimizer.RmsProp o, Value parameter, Value g, Value squares) {
        Value mean = averaged(parameter, "grad_avg", o.alpha(), g);
        Value variance = arithmetic.subtract(squares, arithmetic.apply(UnaryFunction.SQUARE, mean));
        return arithmetic.maximum(variance, arithmetic.constant(0));
    }

    /// @param from where the step starts: the parameter, already shrunk by decoupled decay
    private Value adam(Optimizer.Adam o, Value parameter, Value from, Value g) {
        Value first = averaged(parameter, "exp_avg", o.beta1(), g);
        Value second = averaged(parameter, "exp_avg_sq", o.beta2(), arithmetic.apply(UnaryFunction.SQUARE, g));
        Value deviation = arithmetic.divide(arithmetic.apply(UnaryFunction.SQRT, second), rootOfCorrection());
        return descended(from, stepSize(), arithmetic.divide(first, arithmetic.plus(o.eps(), deviation)));
    }

    private Value stepSize() {
        return shared.computeIfAbsent(
                Shared.STEP_SIZE, _ -> arithmetic.divide(learningRate(), inputs.scalar(StepScalars.BIAS_CORRECTION1)));
    }

    private Value rootOfCorrection() {
        return shared.computeIfAbsent(
                Shared.ROOT_OF_CORRECTION,
                _ -> arithmetic.apply(UnaryFunction.SQRT, inputs.scalar(StepScalars.BIAS_CORRECTION2)));
    }

    private Value descended(Value from, Value rate, Value direction) {
        return arithmetic.subtract(from, arithmetic.multiply(rate, direction));
    }

    /// A moving average kept in a slot; its new value.
    private Value averaged(Value parameter, String name, double keep, Value fresh) {
        Value old = slot(parameter, name);
        Value average = arithmetic.blend(keep, old, fresh);
        builder.update(old, average);
        return average;
    }

    private Value slot(Value parameter, String name) {
        Value slot = builder.parameter(parameter.name() + "." + name, parameter.type());
        slots.add(new OptimizerSlot(slot, new Initializer.Constant(0)));
        return slot;
    }

    private Value learningRate() {
        return inputs.scalar(StepScalars.LR);
    }
}
