package dev.bnc.compiler.jar;

import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.runtime.artifact.NamedTensor;
import java.util.Optional;

/// Answers that go into a jar, for its self-test: of the examples that a model has, the last ones, which come from its
/// data; as many as take little room.
///
/// @param values the examples, then what the net must say of them
record Recorded(int examples, double tolerance, StoredFloats values) {
    static final Recorded NONE = new Recorded(0, 0, new StoredFloats(new float[0]));

    /// 64 KiB.
    private static final int ROOM = 1 << 14;

    /// @param output the net's answer
    /// @param pixels of the examples in the jar; those of the model are as data sets give them
    static Recorded of(Optional<Goldens> given, String output, PixelScale pixels) {
        if (given.isEmpty()) {
            return NONE;
        }
        Goldens goldens = given.get();
        int number = 0;
        while (!goldens.outputs().get(number).name().equals(output)) {
            number++;
        }
        int input = each(goldens.input());
        int answer = each(goldens.outputs().get(number));
        int count = Math.clamp(ROOM / (input + answer), 1, goldens.examples());
        var values = new float[count * (input + answer)];
        for (int i = 0; i < count; i++) {
            int example = goldens.examples() - count + i;
            float[] taken = goldens.example(example);
            for (int j = 0; j < input; j++) {
                values[i * input + j] = (float) (taken[j] * pixels.white());
            }
            System.arraycopy(goldens.answer(number, example), 0, values, count * input + i * answer, answer);
        }
        return new Recorded(count, goldens.tolerance(), new StoredFloats(values));
    }

    private static int each(NamedTensor tensor) {
        return tensor.size() / tensor.shape().getFirst();
    }
}
