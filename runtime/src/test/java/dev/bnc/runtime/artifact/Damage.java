package dev.bnc.runtime.artifact;

import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;

/// All the ways a file is damaged in tests: cut at every length, made longer, and with bytes changed at random.
record Damage(byte[] whole, long seed, int changes) {
    void forEach(Consumer<byte[]> test) {
        for (int length = 0; length < whole.length; length++) {
            test.accept(Arrays.copyOf(whole, length));
        }
        test.accept(Arrays.copyOf(whole, whole.length + 1));
        var random = new Random(seed);
        for (int i = 0; i < changes; i++) {
            byte[] changed = whole.clone();
            int count = 1 + random.nextInt(3);
            for (int c = 0; c < count; c++) {
                int at = random.nextInt(changed.length);
                changed[at] = (byte) (changed[at] ^ (1 + random.nextInt(255)));
            }
            test.accept(changed);
        }
    }
}
