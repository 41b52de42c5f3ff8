package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Region;
import dev.bnc.compiler.plan.Spread;
import dev.bnc.runtime.kernel.Space;

/// Where a plan's operands lie: as emitted code says it, and as runtime's kernels want it.
record OperandViews(Plan plan) {
    Region region(Operand operand) {
        return plan.bufferOf(operand).region();
    }

    /// The array that holds the operand.
    Expression array(Operand operand, Phase.Parameters parameters) {
        return switch (region(operand)) {
            case STATE -> parameters.state();
            case ARENA -> parameters.arena();
        };
    }

    /// Index of its first float.
    Expression offset(Operand operand) {
        return Expression.constant(plan.offsetOf(operand));
    }

    /// The operand as a matrix of rows.
    dev.bnc.runtime.kernel.Operand matrix(Operand operand) {
        return strided(operand, operand.stride());
    }

    /// The operand as one that meets a loop.
    dev.bnc.runtime.kernel.Operand meeting(Operand operand, Spread spread) {
        return switch (spread) {
            case EACH -> strided(operand, operand.stride());
            case COLUMN -> strided(operand, 0);
            case ALL -> strided(operand, dev.bnc.runtime.kernel.Operand.SCALAR);
        };
    }

    private dev.bnc.runtime.kernel.Operand strided(Operand operand, int stride) {
        Space space = switch (region(operand)) {
            case STATE -> Space.STATE;
            case ARENA -> Space.ARENA;
        };
        return new dev.bnc.runtime.kernel.Operand(space, plan.offsetOf(operand), stride);
    }
}
