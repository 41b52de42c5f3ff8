package dev.bnc.runtime.artifact;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Reads and checks the header of a safetensors file: every length it states is compared with what is there before it
/// is used, tensors must lie side by side without gaps or overlaps and fill the file.
final class SafeTensorsHeader {
    static final String METADATA = "__metadata__";

    private static final int LONGEST_HEADER = 10_000_000;
    private static final int MOST_DIMENSIONS = 16;
    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final String source;

    private SafeTensorsHeader(String source) {
        this.source = source;
    }

    static SafeTensors read(MemorySegment file, String source) {
        return new SafeTensorsHeader(source).read(file);
    }

    private SafeTensors read(MemorySegment file) {
        if (file.byteSize() < 8) {
            throw damaged("only " + file.byteSize() + " bytes, where a safetensors file starts with 8 bytes of length");
        }
        long length = file.get(LENGTH, 0);
        if (length < 2 || length > LONGEST_HEADER || length > file.byteSize() - 8) {
            throw damaged("the header's length is given as %s bytes, but %,d follow"
                    .formatted(Long.toUnsignedString(length), file.byteSize() - 8));
        }
        Json.Obj header = object(Json.parse(text(file.asSlice(8, length)), source), "the header");
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        List<SafeTensors.Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Json> member : header.members().entrySet()) {
            if (member.getKey().equals(METADATA)) {
                object(member.getValue(), METADATA)
                        .members()
                        .forEach((key, value) -> metadata.put(key, string(value, key)));
            } else {
                entries.add(entry(member.getKey(), object(member.getValue(), member.getKey())));
            }
        }
        entries.sort(Comparator.comparingLong(SafeTensors.Entry::start).thenComparingLong(SafeTensors.Entry::end));
        MemorySegment bytes = file.asSlice(8 + length);
        checkPlaces(entries, bytes.byteSize());
        return new SafeTensors(source, metadata, entries, bytes);
    }

    private String text(MemorySegment header) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(header.asByteBuffer())
                    .toString();
        } catch (CharacterCodingException _) {
            throw damaged("the header is not UTF-8 text");
        }
    }

    private SafeTensors.Entry entry(String name, Json.Obj facts) {
        if (facts.members().size() != 3) {
            throw damaged("`" + name + "` has the facts " + facts.members().keySet()
                    + ", expected dtype, shape, data_offsets");
        }
        String type = string(fact(facts, "dtype", name), name);
        List<Long> shape = numbers(fact(facts, "shape", name), name);
        List<Long> offsets = numbers(fact(facts, "data_offsets", name), name);
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1) || shape.size() > MOST_DIMENSIONS) {
            throw damaged("`" + name + "` has shape " + shape + " at the offsets " + offsets);
        }
        long elements = 1;
        for (long extent : shape) {
            elements = extent > Integer.MAX_VALUE || elements > Integer.MAX_VALUE ? Long.MAX_VALUE : elements * extent;
        }
        if (elements > Integer.MAX_VALUE - 8) {
            throw damaged("`" + name + "` has shape " + shape + ", more elements than can be read");
        }
        long bytes = offsets.get(1) - offsets.get(0);
        long each = ElementReader.of(type).map(ElementReader::bytesEach).orElse(0);
        if (each != 0 && bytes != elements * each) {
            throw damaged(
                    "`%s` is %s %s = %,d bytes, but has %,d".formatted(name, type, shape, elements * each, bytes));
        }
        return new SafeTensors.Entry(
                name, type, shape.stream().map(Math::toIntExact).toList(), offsets.get(0), offsets.get(1));
    }

    private Json fact(Json.Obj facts, String fact, String tensor) {
        return facts.find(fact).orElseThrow(() -> damaged("`" + tensor + "` has no " + fact));
    }

    private void checkPlaces(List<SafeTensors.Entry> entries, long size) {
        long at = 0;
        for (SafeTensors.Entry entry : entries) {
            if (entry.start() != at) {
                throw damaged("`%s` starts at byte %,d, expected %,d: tensors must not overlap or leave gaps"
                        .formatted(entry.name(), entry.start(), at));
            }
            at = entry.end();
        }
        if (at != size) {
            throw damaged("the tensors have %,d bytes together, but %,d follow the header".formatted(at, size));
        }
    }

    private Json.Obj object(Json value, String what) {
        if (value instanceof Json.Obj object) {
            return object;
        }
        throw damaged(what + " is not a JSON object");
    }

    private String string(Json value, String what) {
        if (value instanceof Json.Text(String text)) {
            return text;
        }
        throw damaged("`" + what + "` is " + value + ", expected a string");
    }

    private List<Long> numbers(Json value, String what) {
        if (!(value instanceof Json.Arr(var elements))) {
            throw damaged("`" + what + "`: " + value + ", expected a list of numbers");
        }
        return elements.stream().map(element -> number(element, what)).toList();
    }

    private long number(Json value, String what) {
        return (value instanceof Json.Num number ? number.whole() : Optional.<Long>empty())
                .filter(whole -> whole >= 0)
                .orElseThrow(() -> damaged("`" + what + "`: " + value + ", expected a whole number of at least 0"));
    }

    private ArtifactException damaged(String problem) {
        return new ArtifactException(new ArtifactException.Fault(
                ArtifactException.Kind.DAMAGED,
                source,
                "",
                "not a whole safetensors file: " + problem,
                "it may be cut short or of another format; make or fetch it again"));
    }
}
