package dev.bnc.compiler.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.util.List;
import java.util.stream.Collectors;

/// An ONNX file as text, read back by protobuf's own reader, by the field numbers in `onnx.proto`.
final class OnnxText {
    private static final List<String> TYPES =
            List.of("none", "float", "uint8", "int8", "uint16", "int16", "int32", "int64");

    private final StringBuilder text = new StringBuilder();

    private OnnxText() {}

    static String of(byte[] file) {
        var printed = new OnnxText();
        printed.model(parse(ByteString.copyFrom(file)));
        return printed.text.toString();
    }

    private void model(UnknownFieldSet model) {
        UnknownFieldSet opset = message(model, 8);
        line("ir " + whole(model, 1) + ", opset " + whole(opset, 2) + string(opset, 1) + ", " + string(model, 2) + " "
                + string(model, 3));
        messages(model, 14).forEach(m -> line("metadata " + string(m, 1) + " = " + string(m, 2)));
        UnknownFieldSet graph = message(model, 7);
        line("graph " + string(graph, 2));
        messages(graph, 11).forEach(v -> line("input " + value(v)));
        messages(graph, 5).forEach(t -> line("initializer " + tensor(t)));
        messages(graph, 1).forEach(n -> line(node(n)));
        messages(graph, 13).forEach(v -> line("value " + value(v)));
        messages(graph, 12).forEach(v -> line("output " + value(v)));
    }

    private static String node(UnknownFieldSet node) {
        String attributes =
                messages(node, 5).stream().map(OnnxText::attribute).collect(Collectors.joining(", ", " {", "}"));
        String place = string(node, 6);
        return string(node, 2) + " = " + string(node, 4) + "(" + String.join(", ", strings(node, 1)) + ")"
                + (attributes.equals(" {}") ? "" : attributes) + "  # " + string(node, 3)
                + (place.isEmpty() ? "" : " " + place);
    }

    private static String attribute(UnknownFieldSet attribute) {
        String value = switch ((int) whole(attribute, 20)) {
            case 1 ->
                Float.toString(Float.intBitsToFloat(
                        attribute.getField(2).getFixed32List().getFirst()));
            case 2 -> Long.toString(whole(attribute, 3));
            case 3 -> string(attribute, 4);
            case 7 -> attribute.getField(8).getVarintList().toString();
            default -> throw new IllegalArgumentException("attribute type " + whole(attribute, 20));
        };
        return string(attribute, 1) + "=" + value;
    }

    private static String tensor(UnknownFieldSet tensor) {
        String type = TYPES.get((int) whole(tensor, 2));
        ByteString bytes = tensor.getField(9).getLengthDelimitedList().getFirst();
        String sizes = tensor.getField(1).getVarintList().toString().replace(" ", "");
        var numbers = bytes.asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        String shown = "";
        if (type.equals("int64")) {
            while (numbers.hasRemaining()) {
                shown += " " + numbers.getLong();
            }
        } else if (bytes.size() <= 16) {
            while (numbers.hasRemaining()) {
                shown += " " + numbers.getFloat();
            }
        }
        return string(tensor, 8) + " " + type + sizes + ", " + bytes.size() + " bytes" + shown;
    }

    private static String value(UnknownFieldSet value) {
        UnknownFieldSet tensor = message(message(value, 2), 1);
        String sizes = messages(message(tensor, 2), 1).stream()
                .map(d -> d.hasField(2) ? string(d, 2) : Long.toString(whole(d, 1)))
                .collect(Collectors.joining(",", "[", "]"));
        String description = string(value, 3);
        return string(value, 1) + " " + TYPES.get((int) whole(tensor, 1)) + sizes
                + (description.isEmpty() ? "" : "  # " + description);
    }

    private static long whole(UnknownFieldSet message, int field) {
        return message.getField(field).getVarintList().getFirst();
    }

    private static String string(UnknownFieldSet message, int field) {
        return String.join("", strings(message, field));
    }

    private static List<String> strings(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    private static UnknownFieldSet message(UnknownFieldSet message, int field) {
        return messages(message, field).getFirst();
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
        return message.getField(field).getLengthDelimitedList().stream()
                .map(OnnxText::parse)
                .toList();
    }

    private static UnknownFieldSet parse(ByteString bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("not protobuf", e);
        }
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
