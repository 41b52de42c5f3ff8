package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.Dim3;
import dev.bnc.compiler.emit.cuda.launch.KernelSource;
import dev.bnc.compiler.emit.cuda.launch.Launch;
import dev.bnc.compiler.emit.cuda.launch.Parameter;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.StepKernels;
import dev.bnc.compiler.emit.cuda.launch.View;
import dev.bnc.compiler.emit.cuda.launch.Workspaces;
import dev.bnc.compiler.plan.Operand;
import dev.bnc.compiler.plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Kernels without a body: one for each step, whose signature says what the step reads and writes. So what the emitter does
/// can be seen apart from how kernels are written.
final class SignatureKernels implements StepKernels {
    @Override
    public List<StepKernel> kernels(Step step, Workspaces workspaces) {
        String name = step.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return List.of(kernel(name, step.reads(), step.writes(), step.flops()));
    }

    @Override
    public List<StepKernel> statistics(Operand x, Operand mean, Operand variance, Workspaces workspaces) {
        return List.of(kernel("statistics", List.of(x), List.of(mean, variance), 3L * x.elements()));
    }

    @Override
    public String module(List<KernelSource> kernels) {
        return kernels.stream().map(KernelSource::source).collect(Collectors.joining("\n"));
    }

    private static String letter(Parameter parameter) {
        return parameter.access().name().substring(0, 1).toLowerCase(Locale.ROOT);
    }

    private static StepKernel kernel(String name, List<Operand> reads, List<Operand> writes, long flops) {
        List<Parameter> signature = new ArrayList<>();
        List<Argument> args = new ArrayList<>();
        Set<Operand> read = new HashSet<>(reads);
        for (Operand operand : writes) {
            String parameter = "out" + args.size();
            signature.add(read.remove(operand) ? Parameter.update(parameter) : Parameter.write(parameter));
            args.add(new Argument.Pointer(View.of(operand)));
        }
        for (Operand operand : reads) {
            if (read.remove(operand)) {
                signature.add(Parameter.read("in" + args.size()));
                args.add(new Argument.Pointer(View.of(operand)));
            }
        }
        String entry = name + "_" + String.join("", signature.stream().map(SignatureKernels::letter).toList());
        // r, w or u for each parameter
        var source = new KernelSource(name, "// " + entry + signature, entry, signature);
        return new StepKernel(source, new Launch(Dim3.of(1), Dim3.of(256), 0, args), flops);
    }
}
