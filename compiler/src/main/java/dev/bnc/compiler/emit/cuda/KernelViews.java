package dev.bnc.compiler.emit.cuda;

import dev.bnc.compiler.emit.cuda.launch.Argument;
import dev.bnc.compiler.emit.cuda.launch.Parameter.Access;
import dev.bnc.compiler.emit.cuda.launch.StepKernel;
import dev.bnc.compiler.emit.cuda.launch.View;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a kernel reads and writes, as its signature and arguments say; each view once.
final class KernelViews {
    private KernelViews() {}

    static List<View> read(StepKernel kernel) {
        return views(kernel, EnumSet.of(Access.READ, Access.UPDATE));
    }

    static List<View> written(StepKernel kernel) {
        return views(kernel, EnumSet.of(Access.WRITE, Access.UPDATE));
    }

    private static List<View> views(StepKernel kernel, Set<Access> wanted) {
        var views = new LinkedHashSet<View>();
        for (int i = 0; i < kernel.launch().args().size(); i++) {
            boolean counts = wanted.contains(kernel.kernel().signature().get(i).access());
            if (counts && kernel.launch().args().get(i) instanceof Argument.Pointer(View view)) {
                views.add(view);
            }
        }
        return List.copyOf(views);
    }
}
