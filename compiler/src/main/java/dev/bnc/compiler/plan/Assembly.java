package dev.bnc.compiler.plan;

import dev.bnc.compiler.plan.Task.Assemble;
import dev.bnc.compiler.plan.Task.Fill;
import dev.bnc.compiler.plan.Task.Kernel;
import dev.bnc.compiler.plan.Task.Panels;
import dev.bnc.compiler.plan.Task.Part;
import dev.bnc.compiler.plan.Task.Product;
import dev.bnc.runtime.kernel.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Turns units into steps, now that each term has its place.
final class Assembly {
    private final Machine machine;
    private final Buffers buffers;
    /// Terms that are read by another unit than their own, or needed in the end.
    private final Set<Term> outliving;

    Assembly(Buffers buffers, Set<Term> outliving, Machine machine) {
        this.machine = machine;
        this.buffers = buffers;
        this.outliving = outliving;
    }

    List<Step> steps(Unit unit) {
        return switch (unit.tasks().getFirst()) {
            case Task.Apply _, Task.Sums _ -> List.of(loop(unit));
            case Product product -> List.of(product(product, unit));
            case Fill fill -> List.of(fill(fill));
            case Panels panels ->
                List.of(Packing.pack(
                        panels.arrangement(),
                        panels.matrix().shape(),
                        buffers.operand(panels.matrix()),
                        buffers.operand(panels.result())));
            case Assemble assemble -> assemble(assemble);
            case Kernel kernel -> List.of(call(kernel));
        };
    }

    private Step loop(Unit unit) {
        var bodies = new Bodies();
        unit.applies().forEach(bodies::apply);
        List<Term> results = unit.applies().stream()
                .map(Task.Apply::result)
                .filter(outliving::contains)
                .toList();
        List<Task.Sums> sums = unit.sums();
        var stored = new ArrayList<>(results);
        sums.forEach(s -> stored.add(s.source()));
        Body body = bodies.storing(stored);
        if (sums.isEmpty()) {
            return Loops.elementwise(body, operands(bodies.operands()), operands(results));
        }
        List<Operand> summed = operands(sums.stream().map(Task.Sums::result).toList());
        Term domain = sums.getFirst().source();
        return Loops.summing(
                body,
                operands(bodies.operands()),
                new Loops.Results(operands(results), summed),
                new Rows(domain.rows(), domain.columns()));
    }

    private Step product(Product product, Unit unit) {
        var bodies = new Bodies();
        bodies.load(product.result());
        unit.applies().forEach(bodies::apply);
        Term result = unit.results().getLast();
        Body body = bodies.storing(List.of(result));
        List<Term> extras = bodies.operands().subList(1, bodies.operands().size());
        Epilogue epilogue = unit.applies().isEmpty() ? Epilogue.NONE : new Epilogue(body, matrices(extras));
        return new Multiply(
                product.form().over(buffers.operand(product.left())),
                right(product.panels()),
                buffers.operand(result),
                product.depth(),
                epilogue);
    }

    private Right right(Term factor) {
        return factor.source() instanceof Term.Source.Factor(Term matrix, Task.Arrangement arrangement)
                ? Packing.inPlace(arrangement, matrix.shape(), buffers.operand(matrix))
                : new Right.Panels(buffers.operand(factor));
    }

    private Step fill(Fill fill) {
        var bodies = new Bodies();
        int value = bodies.load(fill.value());
        Body body = new Body(bodies.storing(List.of()).instructions(), List.of(value));
        return Loops.elementwise(body, operands(bodies.operands()), operands(List.of(fill.result())));
    }

    private List<Step> assemble(Assemble assemble) {
        Operand target = buffers.operand(assemble.result());
        var steps = new ArrayList<Step>();
        assemble.fill().ifPresent(value -> {
            Body body = new Body(List.of(new Body.Literal(value)), List.of(0));
            steps.add(Loops.elementwise(body, List.of(), List.of(target.matrix())));
        });
        for (Part part : assemble.parts()) {
            Operand source = buffers.operand(part.source());
            switch (part) {
                case Part.Boxed boxed -> steps.add(boxed.box().between(source, target));
                case Part.Columns side -> {
                    Operand place = columns(target, source, side.at());
                    if (!source.matrix().equals(place)) {
                        steps.add(Boxes.matrix(source.matrix(), place));
                    }
                }
            }
        }
        return steps;
    }

    /// Where a part goes: columns of the target, or all of it.
    private static Operand columns(Operand target, Operand source, int at) {
        boolean whole = target.elements() == source.elements();
        return whole ? target.withDims(source.dims()).matrix() : target.matrix().columns(at, at + source.columns());
    }

    private Step call(Kernel kernel) {
        List<Operand> inputs = operands(kernel.reads());
        OptionalInt size = switch (machine) {
            case JVM -> Workspaces.size(kernel.op(), inputs);
            case DEVICE -> OptionalInt.empty();
        };
        Optional<Operand> workspace =
                size.isPresent() ? Optional.of(buffers.workspace(kernel.result(), size.getAsInt())) : Optional.empty();
        return new Call(kernel.op(), inputs, buffers.operand(kernel.result()), workspace);
    }

    private List<Operand> operands(List<Term> terms) {
        return terms.stream().map(buffers::operand).toList();
    }

    private List<Operand> matrices(List<Term> terms) {
        return terms.stream().map(buffers::operand).map(Operand::matrix).toList();
    }
}
