package dev.bnc.runtime.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {
    private static final List<NamedTensor> TENSORS = List.of(
            NamedTensor.of("a.weight", List.of(2, 3), new float[] {1, -2, 3.5f, Float.MIN_VALUE, -0f, 1e30f}),
            NamedTensor.of("empty", List.of(0, 4), new float[0]),
            new NamedTensor("scalar", List.of(), new float[] {9, 7}, 1));

    @TempDir
    Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        SafeTensors read = SafeTensors.of(bytes(), "memory");
        assertThat(read.metadata()).isEqualTo(Map.of("made by", "a \"test\"\n"));
        assertThat(read.entries()).extracting(SafeTensors.Entry::name).containsExactly("a.weight", "empty", "scalar");
        assertThat(read.values(read.entries().getFirst())).containsExactly(1, -2, 3.5f, Float.MIN_VALUE, -0f, 1e30f);
        assertThat(read.values(read.find("scalar").orElseThrow())).containsExactly(7);
        assertThat(read.find("a.bias")).isEmpty();
    }

    @Test
    void equalTensorsHaveEqualBytesAndAlignedValues() throws IOException {
        assertThat(bytes()).isEqualTo(bytes());
        assertThat(ByteBuffer.wrap(bytes()).order(ByteOrder.LITTLE_ENDIAN).getLong() % 8)
                .isZero();
    }

    @Test
    void readsFromAFile() throws IOException {
        Path file = folder.resolve("w.safetensors");
        Files.write(file, bytes());
        SafeTensors read = SafeTensors.open(file);
        assertThat(read.values(read.entries().getFirst())).hasSize(6);
        assertThatThrownBy(() -> SafeTensors.open(folder.resolve("none")))
                .isInstanceOf(ArtifactException.class)
                .hasMessage(folder.resolve("none") + ": no such file");
    }

    @Test
    void manyValuesGoThroughTheBuffer() throws IOException {
        var values = new float[50_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        var out = new ByteArrayOutputStream();
        SafeTensors.write(new LinkedHashMap<>(), List.of(NamedTensor.of("x", List.of(values.length), values)), out);
        SafeTensors read = SafeTensors.of(out.toByteArray(), "memory");
        assertThat(read.values(read.entries().getFirst())).isEqualTo(values);
    }

    @Test
    void readsOtherNumberTypes() {
        assertThat(single("F64", 8, buffer -> buffer.putDouble(0.1))).isEqualTo(0.1f);
        assertThat(single("F16", 2, buffer -> buffer.putShort((short) 0x3e00))).isEqualTo(1.5f);
        assertThat(single("BF16", 2, buffer -> buffer.putShort((short) 0xbfc0))).isEqualTo(-1.5f);
        assertThat(single("I64", 8, buffer -> buffer.putLong(-3))).isEqualTo(-3);
        assertThat(single("I32", 4, buffer -> buffer.putInt(1 << 20))).isEqualTo(1 << 20);
        assertThat(single("U8", 1, buffer -> buffer.put((byte) 200))).isEqualTo(200);
        assertThatThrownBy(() -> single("F8_E4M3", 1, buffer -> buffer.put((byte) 1)))
                .isInstanceOf(ArtifactException.class)
                .hasMessage("memory: `x` holds F8_E4M3 numbers\n  = help: store it as F32, F16, BF16 or F64");
    }

    @Test
    void damageIsToldOrHarmless() throws IOException {
        byte[] whole = bytes();
        new Damage(whole, 42, 3000).forEach(damaged -> {
            try {
                SafeTensors read = SafeTensors.of(damaged, "memory");
                assertThat(damaged.length).isEqualTo(whole.length);
                for (SafeTensors.Entry entry : read.entries()) {
                    readIfKnown(read, entry);
                }
            } catch (ArtifactException told) {
                assertThat(told).hasMessageStartingWith("memory: ");
            }
        });
    }

    private static void readIfKnown(SafeTensors read, SafeTensors.Entry entry) {
        if (ElementReader.of(entry.type()).isPresent()) {
            assertThat(read.values(entry)).hasSize(entry.size());
        }
    }

    @Test
    void liesInTheHeaderAreToldBeforeMemoryIsTaken() {
        assertDamaged(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647],\"data_offsets\":[0,4]}}",
                "more elements than can be read");
        assertDamaged(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,4]}}",
                "`x` is F32 [3] = 12 bytes, but has 4");
        assertDamaged(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "expected a whole number of at least 0");
        assertDamaged(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "`x` starts at byte 4, expected 0");
        assertDamaged(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "tensors must not overlap");
        assertDamaged(
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[0,0]}}",
                "the tensors have 0 bytes together, but 4 follow");
        assertDamaged("{\"x\":{},\"x\":{}}", "two members \"x\"");
        assertDamaged("{\"x\":1}", "x is not a JSON object");
        assertDamaged("[".repeat(100), "nested deeper than 64 levels");
    }

    private static void assertDamaged(String header, String part) {
        assertThatThrownBy(() -> SafeTensors.of(file(header, new byte[4]), "memory"))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining(part);
    }

    private static float single(String type, int bytes, Consumer<ByteBuffer> content) {
        ByteBuffer values = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        content.accept(values);
        String header = "{\"x\":{\"dtype\":\"%s\",\"shape\":[1],\"data_offsets\":[0,%d]}}".formatted(type, bytes);
        SafeTensors read = SafeTensors.of(file(header, values.array()), "memory");
        return read.values(read.entries().getFirst())[0];
    }

    private static byte[] file(String header, byte[] values) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + values.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(values)
                .array();
    }

    private static byte[] bytes() throws IOException {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("made by", "a \"test\"\n");
        var out = new ByteArrayOutputStream();
        SafeTensors.write(metadata, TENSORS, out);
        return out.toByteArray();
    }
}
