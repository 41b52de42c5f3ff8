package dev.bnc.bench.engine;

import dev.bnc.bench.Workload;
import dev.bnc.bench.torch.Mode;
import dev.bnc.bench.torch.TorchGraph;
import dev.bnc.bench.torch.TorchParameters;
import dev.bnc.bench.torch.TorchThreads;
import dev.bnc.compiler.graph.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// libtorch in eager mode under inference mode, images channels first or channels last, whichever is faster.
public final class TorchEngine implements Engine {
    private static final int TRIALS = 4;

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public String description() {
        return "libtorch " + version();
    }

    private static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Contender prepare(Workload workload, int threads) {
        boolean images = workload.graph().nodes().stream()
                .anyMatch(n ->
                        n.result().shape().rank() == 4 && n.result().shape().size(1) > 1);
        Ready first = Ready.of(workload, threads, torch.MemoryFormat.Contiguous);
        if (!images) {
            return first;
        }
        Ready last = Ready.of(workload, threads, torch.MemoryFormat.ChannelsLast);
        boolean better = last.trial() < first.trial();
        (better ? first : last).close();
        return better ? last : first;
    }

    /// What libtorch computes, without taking its time.
    public float[] answer(Workload workload) {
        try (Ready ready = Ready.of(workload, 1, torch.MemoryFormat.Contiguous)) {
            ready.enter();
            ready.run();
            ready.leave();
            return ready.answer();
        }
    }

    private static final class Ready implements Contender {
        private final TorchGraph graph;
        private final Tensor input;
        private final torch.MemoryFormat format;
        private final int threads;
        private @Nullable InferenceMode mode;
        private @Nullable Tensor output;

        private Ready(TorchGraph graph, Tensor input, torch.MemoryFormat format, int threads) {
            this.graph = graph;
            this.input = input;
            this.format = format;
            this.threads = threads;
        }

        static Ready of(Workload workload, int threads, torch.MemoryFormat format) {
            TorchParameters parameters = TorchParameters.of(workload.model().weights(), format);
            TorchGraph graph = TorchGraph.of(workload.graph(), workload.output(), parameters, Mode.INFERENCE);
            Value image = workload.model().input();
            List<Integer> shape = image.shape().atBatch(workload.batch()).sizes();
            return new Ready(graph, TorchParameters.tensor(workload.input(), shape, format), format, threads);
        }

        /// Seconds of the fastest of some runs.
        double trial() {
            double best = Double.POSITIVE_INFINITY;
            enter();
            for (int i = 0; i < TRIALS; i++) {
                long start = System.nanoTime();
                run();
                best = Math.min(best, 1e-9 * (System.nanoTime() - start));
            }
            leave();
            return best;
        }

        @Override
        public String remark() {
            return format == torch.MemoryFormat.ChannelsLast ? "channels last" : "";
        }

        @Override
        public void enter() {
            TorchThreads.use(threads);
            mode = new InferenceMode(true);
        }

        @Override
        public void leave() {
            if (mode != null) {
                mode.close();
                mode = null;
            }
        }

        @Override
        public void run() {
            if (output != null) {
                output.close();
            }
            output = graph.run(input);
        }

        @Override
        public float[] answer() {
            if (output == null) {
                throw new IllegalStateException("not run yet");
            }
            try (Tensor rowMajor = output.contiguous()) {
                var numbers = new float[Math.toIntExact(rowMajor.numel())];
                new FloatPointer(rowMajor.data_ptr_float()).get(numbers);
                return numbers;
            }
        }

        @Override
        public void close() {
            if (output != null) {
                output.close();
            }
            input.close();
        }
    }
}
