package dev.bnc.runtime.embed;

import dev.bnc.runtime.kernel.ThreadPool;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.WorkerPool;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// An exported net, loaded. Any number of threads may use it at once: they share the weights, which are packed once,
/// and each call has working memory of its own. A call allocates nothing once there is enough of that.
public final class EmbeddedNet {
    /// Daemon threads, shared by all nets of a jar that ask for as many.
    private static final Map<Integer, WorkerPool> POOLS = new ConcurrentHashMap<>();

    private final NetDescription description;
    private final Arithmetic arithmetic;
    private final WorkerPool pool;
    private final InputScaling[] scalings;
    private final BatchProgram[] programs;

    private EmbeddedNet(NetParts parts, Arithmetic arithmetic, WorkerPool pool) {
        this.description = parts.description();
        this.arithmetic = arithmetic;
        this.pool = pool;
        this.scalings = InputScaling.of(description.scaling());
        List<ProgramInfo> infos = description.programs();
        int size = infos.stream().mapToInt(info -> info.state().size()).max().orElseThrow();
        float[] state = StoredFloats.weights(description, size);
        this.programs = new BatchProgram[infos.size()];
        for (int i = 0; i < programs.length; i++) {
            var program = (Program) parts.program(arithmetic.lanes(), i);
            programs[i] = new BatchProgram(program, state, description);
            programs[i].prepare(pool);
        }
    }

    /// Reads the weights and readies the programs.
    ///
    /// @param threads that share the work of one call, the caller included
    /// @throws IllegalArgumentException if that is less than one
    /// @throws IllegalStateException if the jar is damaged
    public static EmbeddedNet load(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a net cannot run on " + threads + " threads");
        }
        WorkerPool pool = POOLS.computeIfAbsent(threads, ThreadPool::new);
        return new EmbeddedNet(parts(), Arithmetic.ofProcess(), pool);
    }

    /// What the net is called, takes and gives, without loading it.
    public static NetDescription describe() {
        return parts().description();
    }

    private static NetParts parts() {
        String name = EmbeddedNet.class.getPackageName() + ".emitted.Parts";
        try {
            return Class.forName(name)
                    .asSubclass(NetParts.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("there is no net beside " + EmbeddedNet.class, e);
        }
    }

    /// What the net is called, takes and gives.
    public NetDescription description() {
        return description;
    }

    /// How it calculates: `vectors of 512 bits`, or `scalar` and why.
    public String arithmetic() {
        return arithmetic.text();
    }

    /// Number of floats of one example.
    public int inputSize() {
        return programs[0].inputSize();
    }

    /// Number of floats the net gives for one example.
    public int outputSize() {
        return programs[0].outputSize();
    }

    /// How many of `left` examples to give to the next [#call].
    public int next(int left) {
        BatchProgram largest = programs[programs.length - 1];
        // A full batch takes the time of about an eighth as many single examples.
        return left > largest.batch() / 8 ? Math.min(left, largest.batch()) : 1;
    }

    /// Runs the net on `count` examples behind each other in `inputs` from `from`.
    ///
    /// @param count as [#next] says
    /// @throws IndexOutOfBoundsException if they are not all there
    public Call call(float[] inputs, int from, int count) {
        BatchProgram program = program(count);
        Call call = program.acquire();
        int size = program.inputSize();
        System.arraycopy(inputs, from, call.values(), program.inputOffset(0), count * size);
        return run(program, call, count);
    }

    /// Runs the net on the examples `inputs[from]`, `inputs[from + 1]` ...
    ///
    /// @param count as [#next] says
    /// @throws IllegalArgumentException if one is of another size
    public Call call(float[][] inputs, int from, int count) {
        BatchProgram program = program(count);
        Call call = program.acquire();
        for (int i = 0; i < count; i++) {
            check(inputs[from + i].length, inputSize());
            System.arraycopy(inputs[from + i], 0, call.values(), program.inputOffset(i), inputSize());
        }
        return run(program, call, count);
    }

    /// Copies what the net computes for `count` examples to an array.
    ///
    /// @throws IllegalArgumentException if an array has not the size for as many examples
    public void compute(float[] examples, int count, float[] into) {
        check(examples.length, (long) count * inputSize());
        if (into.length != (long) count * outputSize()) {
            throw new IllegalArgumentException("%s gives %,d numbers an example, %,d in all, but there is room for %,d"
                    .formatted(description.name(), outputSize(), (long) count * outputSize(), into.length));
        }
        for (int at = 0; at < count; ) {
            int together = next(count - at);
            Call call = call(examples, at * inputSize(), together);
            System.arraycopy(call.values(), call.offset(0), into, at * outputSize(), together * outputSize());
            call.end();
            at += together;
        }
    }

    /// Runs the recorded examples.
    ///
    /// @return the largest difference from the recorded answers, divided by the largest number among these; infinite if
    ///     an answer is not a number
    /// @throws IllegalStateException if the jar is damaged
    public double selfTest() {
        int count = description.recorded();
        int inputs = count * inputSize();
        float[] recorded = StoredFloats.recorded(description, inputs + count * outputSize());
        var answers = new float[count * outputSize()];
        compute(Arrays.copyOf(recorded, inputs), count, answers);
        double scale = 0;
        double largest = 0;
        for (int i = 0; i < answers.length; i++) {
            double apart = Math.abs((double) answers[i] - recorded[inputs + i]);
            largest = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : Math.max(largest, apart);
            scale = Math.max(scale, Math.abs(recorded[inputs + i]));
        }
        return scale == 0 ? largest : largest / scale;
    }

    private BatchProgram program(int count) {
        return programs[count == 1 ? 0 : programs.length - 1];
    }

    private Call run(BatchProgram program, Call call, int count) {
        for (InputScaling scaling : scalings) {
            for (int i = 0; i < count; i++) {
                scaling.apply(call.values(), program.inputOffset(i), program.inputSize());
            }
        }
        program.run(call, pool);
        return call;
    }

    /// Complains if an array has not the size it should have.
    ///
    /// @throws IllegalArgumentException if so
    public void check(long found, long wanted) {
        if (found != wanted) {
            throw new IllegalArgumentException("%s takes %s = %,d numbers an example; %,d were expected here, given are %,d"
                    .formatted(description.name(), description.inputShape(), inputSize(), wanted, found));
        }
    }
}
