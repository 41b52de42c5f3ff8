package dev.bnc.compiler.emit.jvm;

import static dev.bnc.compiler.emit.jvm.Expression.constant;

import dev.bnc.compiler.plan.Call;
import dev.bnc.compiler.plan.Copy;
import dev.bnc.compiler.plan.Elementwise;
import dev.bnc.compiler.plan.Multiply;
import dev.bnc.compiler.plan.Pack;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.Step;
import dev.bnc.runtime.kernel.Kernels;
import dev.bnc.runtime.program.EmittedProgram;
import dev.bnc.runtime.program.ProgramInfo;
import dev.bnc.runtime.program.ProgramRun;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/// Emits the class of a plan, a subclass of [EmittedProgram].
///
/// Each step becomes one or two phases, each phase a static method `phase7(state, arena, chunk)`. Phases of one chunk
/// are called at once, the others through the pool, whose threads come back through `chunk(phase, state, arena,
/// chunk)`. Line numbers are the numbers of the steps, setup first: stack traces and profiles tell the step.
///
/// HotSpot compiles each phase by itself. Were they inlined into their callers, its C2 would stop inlining in the middle
/// of one of them, when it has enough (NodeCountInliningCutoff), and the vectors there would stay objects for good.
final class ProgramEmitter {
    private static final Type BASE = Type.getType(EmittedProgram.class);
    private static final Type RUN = Type.getType(ProgramRun.class);
    private static final String WALK = "(Ldev/bnc/runtime/program/ProgramRun;[F[F)V";
    private static final String CHUNK = "(I[F[FI)V";
    private static final Method SHARE = Method.ofVirtual(RUN, "share", "(II)V");
    /// Phases one method calls, or branches to: about 15 bytes each.
    private static final int PER_METHOD = 256;

    private final Plan plan;
    private final ClassCode program;
    private final Linking.Constants data;
    private final ElementwiseEmitter elementwise;
    private final MatrixEmitter matrices;
    private final CopyEmitter copies;
    private final CallEmitter calls;
    private final List<Phase> phases = new ArrayList<>();

    ProgramEmitter(Plan plan, VectorWidth width, Kernels kernels, Linking linking) {
        this(plan, width, LoopChoice.NONE, kernels, linking);
    }

    /// Of which some products are computed in loops.
    ProgramEmitter(Plan plan, VectorWidth width, LoopChoice loops, Kernels kernels, Linking linking) {
        this.plan = plan;
        program = new ClassCode(linking.name(plan.name()), BASE, List.of());
        data = linking.constants(program);
        OperandViews views = new OperandViews(plan);
        KernelCall.Context context = new KernelCall.Context(views, data.constant(kernels, Kernels.class));
        elementwise = new ElementwiseEmitter(plan, linking.loops(width), data);
        matrices = new MatrixEmitter(views, linking.kernels(width), loops, data);
        copies = new CopyEmitter(context, data);
        calls = new CallEmitter(context, data, matrices);
    }

    /// The class. Its constructor takes the plan's [ProgramInfo].
    EmittedClass emit() {
        constructor();
        int line = 1;
        walk("setup", plan.setup(), line);
        line += plan.setup().size();
        walk("steps", plan.steps(), line);
        dispatch();
        return data.finish();
    }

    private void constructor() {
        Type info = Type.getType(ProgramInfo.class);
        String descriptor = Type.getMethodDescriptor(Type.VOID_TYPE, info);
        program.method(Opcodes.ACC_PUBLIC, "<init>", descriptor, code -> {
            Local self = code.parameter("this", program.type());
            Local given = code.parameter("info", info);
            code.run(new Method(Opcodes.INVOKESPECIAL, BASE, "<init>", descriptor).call(self, given));
            code.returnVoid();
        });
    }

    private List<Phase> phases(Step step) {
        return switch (step) {
            case Elementwise loop -> elementwise.phases(loop);
            case Multiply multiply -> matrices.phases(multiply);
            case Pack pack -> matrices.phases(pack);
            case Copy copy -> copies.phases(copy);
            case Call call -> calls.phases(call);
        };
    }

    /// Emits the phases of some steps, and a method that walks through them.
    private void walk(String name, List<Step> steps, int firstLine) {
        int first = phases.size();
        for (int i = 0; i < steps.size(); i++) {
            for (Phase phase : phases(steps.get(i))) {
                emit(phase, firstLine + i);
            }
        }
        int parts = Math.ceilDiv(phases.size() - first, PER_METHOD);
        for (int part = 0; part < parts; part++) {
            int from = first + part * PER_METHOD;
            int to = Math.min(phases.size(), from + PER_METHOD);
            walkPart(name + part, from, to);
        }
        program.method(Opcodes.ACC_PROTECTED | Opcodes.ACC_FINAL, name, WALK, code -> {
            code.parameter("this", program.type());
            WalkParameters p = WalkParameters.of(code);
            for (int part = 0; part < parts; part++) {
                code.run(Method.ofStatic(program.type(), name + part, WALK).call(p.run, p.state, p.arena));
            }
            code.returnVoid();
        });
    }

    private record WalkParameters(Local run, Local state, Local arena) {
        static WalkParameters of(MethodCode code) {
            return new WalkParameters(
                    code.parameter("run", RUN),
                    code.parameter("state", Types.FLOATS),
                    code.parameter("arena", Types.FLOATS));
        }
    }

    private void walkPart(String name, int from, int to) {
        program.method(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, WALK, code -> {
            WalkParameters p = WalkParameters.of(code);
            for (int phase = from; phase < to; phase++) {
                int chunks = phases.get(phase).chunks();
                if (chunks == 1) {
                    code.run(method(phase).call(p.state, p.arena, constant(0)));
                } else if (chunks > 1) {
                    code.run(SHARE.call(p.run, constant(phase), constant(chunks)));
                }
            }
            code.returnVoid();
        });
    }

    private void emit(Phase phase, int line) {
        String name = "phase" + phases.size();
        phases.add(phase);
        program.method(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, name, Phase.DESCRIPTOR, code -> {
            Phase.Parameters parameters = Phase.Parameters.of(code);
            code.line(line);
            phase.writer().write(code, parameters);
            code.growBeyondInlining();
            code.returnVoid();
        });
    }

    private Method method(int phase) {
        return Method.ofStatic(program.type(), "phase" + phase, Phase.DESCRIPTOR);
    }

    /// `chunk`, which branches to the phases in two levels.
    private void dispatch() {
        int parts = Math.ceilDiv(phases.size(), PER_METHOD);
        for (int part = 0; part < parts; part++) {
            int from = part * PER_METHOD;
            int to = Math.min(phases.size(), from + PER_METHOD);
            program.method(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, "chunk" + part, CHUNK, code -> {
                ChunkParameters p = ChunkParameters.of(code);
                List<Runnable> cases = new ArrayList<>();
                for (int phase = from; phase < to; phase++) {
                    Expression call = method(phase).call(p.state, p.arena, p.chunk);
                    cases.add(() -> code.run(call));
                }
                code.choose(Expression.subtract(p.phase, constant(from)), cases);
                code.returnVoid();
            });
        }
        program.method(Opcodes.ACC_PROTECTED | Opcodes.ACC_FINAL, "chunk", CHUNK, code -> {
            code.parameter("this", program.type());
            ChunkParameters p = ChunkParameters.of(code);
            List<Runnable> cases = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                Expression call =
                        Method.ofStatic(program.type(), "chunk" + part, CHUNK).call(p.phase, p.state, p.arena, p.chunk);
                cases.add(() -> code.run(call));
            }
            code.choose(Expression.divide(p.phase, constant(PER_METHOD)), cases);
            code.returnVoid();
        });
    }

    private record ChunkParameters(Local phase, Local state, Local arena, Local chunk) {
        static ChunkParameters of(MethodCode code) {
            return new ChunkParameters(
                    code.parameter("phase", Type.INT_TYPE),
                    code.parameter("state", Types.FLOATS),
                    code.parameter("arena", Types.FLOATS),
                    code.parameter("chunk", Type.INT_TYPE));
        }
    }
}
