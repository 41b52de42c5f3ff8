package dev.bnc.compiler.emit.jvm;

import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.runtime.kernel.StridedCopy;
import java.util.List;

/// Emits a [Copy]: a call of runtime's strided copy for each chunk.
record CopyEmitter(KernelCall.Context context, Linking.Constants data) {
    List<Phase> phases(Copy copy) {
        Made<StridedCopy> shape = KernelShapes.copy(copy);
        KernelCall call = new KernelCall(
                "copy",
                List.of(
                        begun(copy.source(), copy.from().first()),
                        begun(copy.target(), copy.to().first())),
                List.of(data.constant(shape, StridedCopy.class)));
        return List.of(call.map(shape.object().chunks(), context));
    }

    /// The first element of the box.
    private static KernelCall.Argument begun(Operand view, int first) {
        Operand element = new Operand(view.buffer(), view.start() + first, List.of(1), 1);
        return new KernelCall.Argument.Given(element);
    }
}
