package dev.bnc.compiler.emit.cuda.launch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Checks a launch plan, without a GPU. In a correct one
///
/// 1. names of buffers and of modules are unique; buffers lie inside the arena, those of the state in its first bytes and no
///    others; all start at multiples of [Arena#ALIGNMENT]; an alias starts where its buffer does and is no longer;
/// 2. no two buffers share bytes that hold something at the same time, an alias and its buffer apart; no step touches a
///    buffer outside its life;
/// 3. views lie inside their buffers;
/// 4. what a step reads is state, an input, or was written before in the same run or by the setup; outputs are written;
///    setup writes no state and touches no input and no output ([WrittenViews]);
/// 5. what a step writes overlaps nothing it reads, except the very view that is updated in place;
/// 6. arguments have the types of the kernel's signature, the views of pointers those of their buffers; what a kernel reads
///    and writes is what signature and arguments say ([KernelChecks]);
/// 7. launches are within what a GPU takes: threads, grid, shared memory ([KernelChecks]);
/// 8. a library's step has factors and results of sizes and types that go together, says what it reads and writes, and has
///    its workspace for itself ([LibraryChecks]);
/// 9. no two steps conflict that may run at once: one comes before the other on its stream, or by way of waits
///    ([StreamConflicts]).
public final class LaunchPlanVerifier {
    private final LaunchPlan plan;

    private LaunchPlanVerifier(LaunchPlan plan) {
        this.plan = plan;
    }

    /// Checks all of it.
    ///
    /// @throws IllegalStateException if the plan is not correct, with its text
    public static void verify(LaunchPlan plan) {
        var verifier = new LaunchPlanVerifier(plan);
        verifier.names();
        plan.buffers().forEach(verifier::place);
        verifier.overlaps();
        int time = 0;
        for (List<LaunchStep> steps : List.of(plan.setup(), plan.steps())) {
            for (LaunchStep step : steps) {
                verifier.views(step, time++);
                new KernelChecks(plan, step).check(verifier::require);
            }
        }
        new WrittenViews(plan).check(verifier::require);
        StreamConflicts.check(plan, verifier::require);
    }

    /// What a check calls: throws unless the first holds.
    @FunctionalInterface
    interface Requirement {
        void of(boolean holds, Supplier<String> otherwise);
    }

    private void names() {
        Set<String> names = new HashSet<>();
        plan.buffers().forEach(b -> require(names.add(b.name()), () -> "two buffers are called " + b.name()));
        Set<String> modules = new HashSet<>();
        plan.modules().forEach(m -> require(modules.add(m.name()), () -> "two modules are called " + m.name()));
    }

    private void place(DeviceBuffer buffer) {
        Arena arena = plan.arena();
        long from = buffer.role().state() ? 0 : arena.stateBytes();
        long to = buffer.role().state() ? arena.stateBytes() : arena.bytes();
        require(
                buffer.offset() >= from && buffer.end() <= to,
                () -> buffer + " is not inside its part of the arena, [" + from + ", " + to + ")");
        require(buffer.offset() % Arena.ALIGNMENT == 0, () -> buffer + " is not aligned to " + Arena.ALIGNMENT + " bytes");
        buffer.alias().ifPresent(name -> {
            boolean inside = plan.buffer(name)
                    .filter(b -> b.offset() == buffer.offset() && b.bytes() >= buffer.bytes())
                    .isPresent();
            require(inside, () -> buffer + " is no alias of " + name);
        });
    }

    /// Buffers without bytes share none.
    private void overlaps() {
        List<DeviceBuffer> byOffset = plan.buffers().stream()
                .filter(b -> b.bytes() > 0)
                .sorted(Comparator.comparingLong(DeviceBuffer::offset))
                .toList();
        for (int i = 0; i < byOffset.size(); i++) {
            DeviceBuffer lower = byOffset.get(i);
            for (DeviceBuffer higher : byOffset.subList(i + 1, byOffset.size())) {
                if (higher.offset() >= lower.end()) {
                    break;
                }
                boolean clash = lower.life().meets(higher.life()) && !sameBytes(lower, higher);
                require(!clash, () -> lower + " and " + higher + " overlap while both are needed");
            }
        }
    }

    private static boolean sameBytes(DeviceBuffer one, DeviceBuffer other) {
        String first = one.alias().orElse(one.name());
        return first.equals(other.alias().orElse(other.name()));
    }

    private void views(LaunchStep step, int time) {
        var all = new ArrayList<>(step.effects().reads());
        all.addAll(step.effects().writes());
        for (View view : all) {
            require(view.buffer() < plan.buffers().size(), () -> view + " is of no buffer: " + step);
            DeviceBuffer buffer = plan.buffers().get(view.buffer());
            boolean inside = view.end() <= buffer.bytes() / buffer.type().bytes();
            require(inside, () -> view + " is not inside " + buffer + ": " + step);
            boolean alive = buffer.life().first() <= time && time <= buffer.life().last();
            require(alive, () -> buffer + " is touched at " + time + ", outside its life, by " + step);
        }
        for (View read : step.effects().reads()) {
            for (View written : step.effects().writes()) {
                require(
                        read.equals(written) || !read.overlaps(written),
                        () -> "what is read and what is written overlap: " + step);
            }
        }
        List<View> writes = step.effects().writes();
        IntStream.range(0, writes.size())
                .forEach(i -> writes.subList(i + 1, writes.size())
                        .forEach(other -> require(
                                !writes.get(i).overlaps(other), () -> "two results overlap: " + step)));
    }

    private void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise.get() + "\nin launch plan\n" + LaunchPlanPrinter.print(plan));
        }
    }
}
