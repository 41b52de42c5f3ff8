package dev.bnc.compiler.jar;

import dev.bnc.compiler.artifact.Goldens;
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
    static Recorded of(Optional<Goldens> given, String output) {
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
            System.arraycopy(goldens.example(example), 0, values, i * input, input);
            System.arraycopy(goldens.answer(number, example), 0, values, count * input + i * answer, answer);
        }
        return new Recorded(count, goldens.tolerance(), new StoredFloats(values));
    }

    private static int each(NamedTensor tensor) {
        return tensor.size() / tensor.shape().getFirst();
    }
}
