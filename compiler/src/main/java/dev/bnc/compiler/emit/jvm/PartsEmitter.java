package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.constant;

import dev.bnc.runtime.embed.NetDescription;
import dev.bnc.runtime.embed.NetParts;
import dev.bnc.runtime.program.ProgramInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits the class that knows all parts of an exported net, a [NetParts].
///
/// ```
/// Object program(int lanes, int batch)
///     switch lanes, batch: 16, 0 -> return new Program512x1(description().programs().get(0)) ...
///     return null
/// ```
final class PartsEmitter {
    private static final int MOST_LANES = 16;
    private static final Type DESCRIPTION = Type.getType(NetDescription.class);
    private static final Type INFO = Type.getType(ProgramInfo.class);
    private static final Type LIST = Type.getType(List.class);

    private final NetDescription description;
    private final List<List<NamedPrograms.ProgramClass>> programs;
    private final ClassCode parts;
    private final Linking.Constants constants;

    /// @param programs for each batch size of the description, those for each width
    PartsEmitter(
            NamedClasses linking, NetDescription description, List<List<NamedPrograms.ProgramClass>> programs) {
        this.description = description;
        this.programs = programs;
        parts = new ClassCode(linking.name("Parts"), Types.OBJECT, List.of(Type.getType(NetParts.class)));
        constants = linking.constants(parts);
    }

    EmittedClass emit() {
        parts.finalFields(List.of());
        parts.method(Opcodes.ACC_PUBLIC, "description", Type.getMethodDescriptor(DESCRIPTION), code -> {
            code.parameter("this", parts.type());
            code.returnValue(constants.constant(description, NetDescription.class));
        });
        parts.method(Opcodes.ACC_PUBLIC, "program", "(II)Ljava/lang/Object;", code -> {
            code.parameter("this", parts.type());
            Local lanes = code.parameter("lanes", Type.INT_TYPE);
            Local batch = code.parameter("batch", Type.INT_TYPE);
            code.choose(lanes, IntStream.rangeClosed(0, MOST_LANES)
                    .<Runnable>mapToObj(l -> () -> code.choose(batch, cases(code, l)))
                    .toList());
            code.returnValue(Expression.of(Types.OBJECT, out -> out.visitInsn(Opcodes.ACONST_NULL)));
        });
        return constants.finish();
    }

    /// The programs of a width, each returned where its batch size is wanted.
    private List<Runnable> cases(MethodCode code, int lanes) {
        var cases = new ArrayList<Runnable>();
        for (int batch = 0; batch < programs.size(); batch++) {
            int number = batch;
            programs.get(batch).stream()
                    .filter(program -> program.width().floats() == lanes)
                    .forEach(program -> cases.add(() -> code.returnValue(create(program, number))));
        }
        return cases;
    }

    private Expression create(NamedPrograms.ProgramClass program, int batch) {
        Expression whole = constants.constant(description, NetDescription.class);
        Expression infos = Method.ofVirtual(DESCRIPTION, "programs", Type.getMethodDescriptor(LIST)).call(whole);
        Expression info = Method.ofInterface(LIST, "get", "(I)Ljava/lang/Object;").call(infos, constant(batch));
        return Expression.of(Types.OBJECT, out -> {
            out.visitTypeInsn(Opcodes.NEW, program.name());
            out.visitInsn(Opcodes.DUP);
            info.push(out);
            out.visitTypeInsn(Opcodes.CHECKCAST, INFO.getInternalName());
            String constructor = Type.getMethodDescriptor(Type.VOID_TYPE, INFO);
            out.visitMethodInsn(Opcodes.INVOKESPECIAL, program.name(), "<init>", constructor, false);
        });
    }
}
