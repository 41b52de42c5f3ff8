package dev.bnc.compiler.onnx;

import dev.bnc.runtime.artifact.ArtifactException;
import dev.bnc.runtime.program.Memory;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.Slot;
import dev.bnc.runtime.program.WorkerPool;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// Runs an ONNX file in ONNX Runtime and a program of the same net on the same numbers, and compares the outputs.
///
/// The numbers are drawn from a normal distribution, of mean 0 and deviation 1, by a fixed seed.
///
/// @param state of the programs
public record OnnxVerification(Path file, OnnxRuntime runtime, float[] state, WorkerPool pool) {
    /// Of the largest number of an output. A net's float sums have some thousand terms, added in another order here and there.
    public static final double TOLERANCE = 1e-5;

    private static final long SEED = 1;

    /// The largest difference, as a share of the largest number of its output.
    ///
    /// @param program of the net that the file holds, for any number of examples
    /// @throws ArtifactException if ONNX Runtime refuses the file
    public double difference(Program program) {
        Memory memory = new Memory(state, new float[program.info().arenaSize()]);
        Map<String, OnnxRuntime.Operand> inputs = fill(program, memory);
        program.prepare(memory, pool);
        program.run(memory, pool);
        Map<String, float[]> theirs = runtime.run(file, inputs, Map.of());
        double largest = 0;
        for (Slot output : program.info().outputs()) {
            float[] numbers = theirs.getOrDefault(output.name(), new float[0]);
            if (numbers.length != output.size()) {
                throw new ArtifactException(file + ": ONNX Runtime's output " + output.name() + " has " + numbers.length
                        + " numbers, not " + output.size());
            }
            largest = Math.max(largest, difference(numbers, memory.arena(), output.offset()));
        }
        return largest;
    }

    private static Map<String, OnnxRuntime.Operand> fill(Program program, Memory memory) {
        var random = new SplittableRandom(SEED);
        var inputs = new HashMap<String, OnnxRuntime.Operand>();
        for (Slot input : program.info().inputs()) {
            float[] numbers = new float[input.size()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) random.nextGaussian();
            }
            System.arraycopy(numbers, 0, memory.arena(), input.offset(), numbers.length);
            inputs.put(input.name(), new OnnxRuntime.Operand(input.shape(), numbers));
        }
        return inputs;
    }

    /// Infinite where one side has no number: an output that is NaN here must not pass for equal.
    private static double difference(float[] theirs, float[] ours, int offset) {
        double largest = 0;
        double apart = 0;
        for (int i = 0; i < theirs.length; i++) {
            double difference = Math.abs((double) theirs[i] - ours[offset + i]);
            if (!Double.isFinite(difference)) {
                return Double.POSITIVE_INFINITY;
            }
            largest = Math.max(largest, Math.abs(ours[offset + i]));
            apart = Math.max(apart, difference);
        }
        return apart == 0 ? 0 : apart / largest;
    }
}
