package dev.bnc.compiler.emit.jvm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// The code of one method while it is written, statement by statement. Slots and jumps are counted here, so that
/// emitters read like the loop they emit:
///
/// ```java
/// code.forLoop("row", from, to, 1, row -> code.store(array, row, constant(0f)));
/// ```
final class MethodCode {
    /// HotSpot never compiles a method with more bytes than this (HugeMethodLimit).
    static final int LARGEST = 8000;

    /// HotSpot never inlines a method with more bytes than this (FreqInlineSize).
    private static final int LARGEST_INLINED = 325;

    private final MethodVisitor out;
    private final String name;
    private final List<Local> parameters = new ArrayList<>();
    private int slots;

    MethodCode(MethodVisitor out, String name) {
        this.out = out;
        this.name = name;
        out.visitCode();
    }

    /// The next parameter. To be called for all of them, in order, before anything else.
    Local parameter(String parameter, Type type) {
        Local local = local(parameter, type);
        parameters.add(local);
        return local;
    }

    /// A new variable without a value yet.
    Local local(String variable, Type type) {
        Local local = new Local(variable, type, slots);
        slots += type.getSize();
        return local;
    }

    /// A new variable with a first value.
    Local local(String variable, Expression initial) {
        Local local = local(variable, initial.type());
        assign(local, initial);
        return local;
    }

    /// The first slot that no variable in scope has.
    int freeSlot() {
        return slots;
    }

    void assign(Local local, Expression value) {
        value.push(out);
        local.pop(out);
    }

    void increment(Local counter, int by) {
        if (by == (short) by) {
            out.visitIincInsn(counter.slot(), by);
        } else {
            assign(counter, Expression.add(counter, Expression.constant(by)));
        }
    }

    /// `array[index] = value`.
    void store(Expression array, Expression index, Expression value) {
        array.push(out);
        index.push(out);
        value.push(out);
        out.visitInsn(array.type().getElementType().getOpcode(Opcodes.IASTORE));
    }

    /// `object.field = value`.
    void storeField(Expression object, Type owner, String field, Expression value) {
        object.push(out);
        value.push(out);
        out.visitFieldInsn(
                Opcodes.PUTFIELD, owner.getInternalName(), field, value.type().getDescriptor());
    }

    /// `Owner.field = value`.
    void storeStatic(Type owner, String field, Expression value) {
        value.push(out);
        out.visitFieldInsn(
                Opcodes.PUTSTATIC, owner.getInternalName(), field, value.type().getDescriptor());
    }

    /// Evaluates an expression for its effect.
    void run(Expression statement) {
        statement.push(out);
        switch (statement.type().getSize()) {
            case 0 -> {}
            case 1 -> out.visitInsn(Opcodes.POP);
            default -> out.visitInsn(Opcodes.POP2);
        }
    }

    /// `for (int counter = from; counter < to; counter += step)`. The bound is evaluated before each round: give it a
    /// local or a constant.
    void forLoop(String counter, Expression from, Expression to, int step, Consumer<Local> body) {
        int outerSlots = slots;
        Local index = local(counter, from);
        Label top = new Label();
        Label end = new Label();
        out.visitLabel(top);
        Condition.less(index, to).jumpUnless(end, out);
        body.accept(index);
        increment(index, step);
        out.visitJumpInsn(Opcodes.GOTO, top);
        out.visitLabel(end);
        slots = outerSlots;
    }

    /// `if (condition) { then }`.
    void ifThen(Condition condition, Runnable then) {
        int outerSlots = slots;
        Label end = new Label();
        condition.jumpUnless(end, out);
        then.run();
        out.visitLabel(end);
        slots = outerSlots;
    }

    /// `switch (selector) { case 0 -> ...; case 1 -> ...; }` over as many cases as given; other values do nothing.
    void choose(Expression selector, List<Runnable> cases) {
        if (cases.isEmpty()) {
            return;
        }
        Label end = new Label();
        Label[] labels = cases.stream().map(_ -> new Label()).toArray(Label[]::new);
        selector.push(out);
        out.visitTableSwitchInsn(0, cases.size() - 1, end, labels);
        for (int i = 0; i < labels.length; i++) {
            out.visitLabel(labels[i]);
            cases.get(i).run();
            out.visitJumpInsn(Opcodes.GOTO, end);
        }
        out.visitLabel(end);
    }

    /// Marks what follows as made from this line of the printed plan: stack traces and profiles show it.
    void line(int line) {
        Label here = new Label();
        out.visitLabel(here);
        out.visitLineNumber(line, here);
    }

    /// Fills what has been written up to a size that HotSpot does not inline.
    void growBeyondInlining() {
        for (int bytes = size(); bytes <= LARGEST_INLINED; bytes++) {
            out.visitInsn(Opcodes.NOP);
        }
    }

    void returnVoid() {
        out.visitInsn(Opcodes.RETURN);
    }

    void returnValue(Expression value) {
        value.push(out);
        out.visitInsn(value.type().getOpcode(Opcodes.IRETURN));
    }

    /// Ends the method.
    ///
    /// @throws IllegalStateException if HotSpot would never compile it; the emitter should have split it
    void end() {
        Label end = new Label();
        out.visitLabel(end);
        if (end.getOffset() >= LARGEST) {
            throw new IllegalStateException(
                    "method " + name + " has " + end.getOffset() + " bytes, HotSpot compiles below " + LARGEST);
        }
        endUnchecked();
    }

    /// Ends a method that is not worth compiling.
    void endUnchecked() {
        out.visitMaxs(0, 0);
        out.visitEnd();
    }

    /// Bytes written so far.
    int size() {
        Label here = new Label();
        out.visitLabel(here);
        return here.getOffset();
    }
}
