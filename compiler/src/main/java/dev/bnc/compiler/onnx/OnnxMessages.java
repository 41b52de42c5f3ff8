package dev.bnc.compiler.onnx;

import dev.bnc.compiler.graph.ElementType;
import dev.bnc.compiler.graph.Shape;
import dev.bnc.compiler.graph.TensorType;

/// ONNX's messages: which field has which number. Source: `onnx.proto` of ONNX 1.12 (intermediate representation 8),
/// which later versions only add to.
final class OnnxMessages {
    /// Version of the intermediate representation, the one that came with operator set 17. Every newer reader takes it.
    static final int IR_VERSION = 8;

    private static final int FLOAT = 1;
    private static final int INT32 = 6;
    private static final int INT64 = 7;

    private OnnxMessages() {}

    static ProtoMessage model(OnnxModel model) {
        var message = new ProtoMessage()
                .whole(1, IR_VERSION)
                .text(2, "bnc")
                .text(3, model.version())
                .message(7, graph(model.graph()))
                .message(8, new ProtoMessage().text(1, "").whole(2, model.opset()));
        model.metadata().forEach((key, value) ->
                message.message(14, new ProtoMessage().text(1, key).text(2, value)));
        return message;
    }

    private static ProtoMessage graph(OnnxGraph graph) {
        var message = new ProtoMessage();
        graph.nodes().forEach(n -> message.message(1, node(n)));
        message.text(2, graph.name());
        graph.initializers().forEach(t -> message.message(5, tensor(t)));
        graph.inputs().forEach(v -> message.message(11, value(v)));
        graph.outputs().forEach(v -> message.message(12, value(v)));
        graph.between().forEach(v -> message.message(13, value(v)));
        return message;
    }

    private static ProtoMessage node(OnnxNode node) {
        var message = new ProtoMessage();
        node.inputs().forEach(i -> message.text(1, i));
        message.text(2, node.output()).text(3, node.name()).text(4, node.type());
        node.attributes().forEach(a -> message.message(5, attribute(a)));
        return node.place().isEmpty() ? message : message.text(6, node.place());
    }

    private static ProtoMessage attribute(OnnxAttribute attribute) {
        var message = new ProtoMessage().text(1, attribute.name());
        return switch (attribute) {
            case OnnxAttribute.Single(_, float value) -> message.number(2, value).whole(20, 1);
            case OnnxAttribute.Whole(_, long value) -> message.whole(3, value).whole(20, 2);
            case OnnxAttribute.Text(_, String value) -> message.text(4, value).whole(20, 3);
            case OnnxAttribute.Wholes a -> {
                a.values().forEach(v -> message.whole(8, v));
                yield message.whole(20, 7);
            }
        };
    }

    private static ProtoMessage tensor(OnnxTensor tensor) {
        var message = new ProtoMessage();
        tensor.sizes().forEach(s -> message.whole(1, s));
        int type = switch (tensor) {
            case OnnxTensor.Floats _ -> FLOAT;
            case OnnxTensor.Wholes _ -> INT64;
        };
        return message.whole(2, type).text(8, tensor.name()).content(9, OnnxBytes.of(tensor));
    }

    private static ProtoMessage value(OnnxValue value) {
        var tensor = new ProtoMessage().whole(1, type(value.type().element())).message(2, shape(value.type()));
        var message = new ProtoMessage().text(1, value.name()).message(2, new ProtoMessage().message(1, tensor));
        return value.description().isEmpty() ? message : message.text(3, value.description());
    }

    private static int type(ElementType element) {
        return switch (element) {
            case F32 -> FLOAT;
            case I32 -> INT32;
        };
    }

    /// An open batch size is the symbol `N`.
    private static ProtoMessage shape(TensorType type) {
        var message = new ProtoMessage();
        for (int size : type.shape().sizes()) {
            var dimension = new ProtoMessage();
            message.message(1, size == Shape.BATCH ? dimension.text(2, "N") : dimension.whole(1, size));
        }
        return message;
    }
}
