package dev.bnc.compiler.jar;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Goldens;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.emit.jvm.NamedPrograms;
import dev.bnc.compiler.emit.jvm.VectorWidth;
import dev.bnc.compiler.fusion.PixelScale;
import dev.bnc.compiler.plan.Plan;
import dev.bnc.compiler.plan.SharedSetup;
import dev.bnc.runtime.artifact.AtomicFile;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.embed.Classifier;
import dev.bnc.runtime.embed.Estimator;
import dev.bnc.runtime.embed.Main;
import dev.bnc.runtime.embed.NetDescription;
import dev.bnc.runtime.embed.NetDescription.Meaning;
import dev.bnc.runtime.embed.NetDescription.Scaling;
import dev.bnc.runtime.program.ProgramInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;

/// Writes a trained model as a jar that needs nothing but a JVM: a class with the net's name and typed methods, the
/// net's programs for each vector width, the weights, and the classes of runtime that these need.
///
/// Equal models and options give equal bytes.
public final class JarWriter {
    /// Arenas up to 64 MiB: a call that takes more would not be faster for a larger batch.
    private static final int LARGEST_ARENA = 1 << 24;

    private static final List<Integer> BATCHES = List.of(64, 32, 16, 8, 4);

    private final TrainedModel model;
    /// Of the examples that the jar takes.
    private final PixelScale pixels;

    private final Recorded recorded;
    private final JarOptions options;
    private final NamedPrograms classes = new NamedPrograms();
    private final SharedSetup setup;

    private JarWriter(TrainedModel model, Optional<Goldens> goldens, JarOptions options) {
        this.model = model;
        List<Transform.Normalize> transforms = model.task().map(Task::transforms).orElse(List.of());
        this.pixels = transforms.equals(PixelScale.BYTES.transforms()) ? PixelScale.BYTES : PixelScale.UNIT;
        this.recorded = Recorded.of(goldens, model.prediction(), pixels);
        this.options = options;
        this.setup = new SharedSetup(model.layout());
    }

    /// Writes the jar, replacing `file` at once or not at all.
    ///
    /// @param goldens answers that the model must give, for the jar's self-test
    /// @return what is in it
    /// @throws dev.bnc.runtime.artifact.ArtifactException if it cannot be written
    public static JarContent write(TrainedModel model, Optional<Goldens> goldens, JarOptions options, Path file) {
        JarContent content = new JarWriter(model, goldens, options).content();
        AtomicFile.write(file, content::writeTo);
        return content;
    }

    private JarContent content() {
        List<Plan> plans = plans();
        var weights = new StoredFloats(model.state());
        NetDescription description = description(plans, weights.checksum());
        String parts = classes.parts(
                description,
                IntStream.range(0, plans.size()).mapToObj(i -> programs(plans.get(i))).toList());
        Class<?> facade = description.meaning() == Meaning.ONE_OF ? Classifier.class : Estimator.class;
        var relocation =
                new Relocation(internalName(facade), JarText.methodOf(description.output()), options);
        List<String> roots = List.of(parts, internalName(facade), internalName(Main.class));
        SortedMap<String, byte[]> files =
                JarClasses.of(relocation, classes.files(), roots);
        files.put("module-info.class", JarModule.descriptor(options));
        files.put("README.txt", utf8(JarText.readme(description, options)));
        if (recorded.examples() > 0) {
            files.put(folder() + "recorded.bin", recorded.values().bytes());
        }
        List<String> labels = model.task().map(Task::classNames).orElse(List.of());
        if (!labels.isEmpty()) {
            files.put(folder() + "labels.txt", utf8(lines(labels)));
        }
        return new JarContent(JarModule.manifest(options), files, folder() + "weights.bin", weights, plans.getLast().batch());
    }

    private static String internalName(Class<?> type) {
        return type.getName().replace('.', '/');
    }

    private String folder() {
        return options.internalFolder() + "embed/";
    }

    /// For one example, and for many if that is worth it; what their setups make is shared.
    private List<Plan> plans() {
        var plans = new ArrayList<>(List.of(setup.moved(plan(1))));
        if (options.batch().isPresent()) {
            if (options.batch().getAsInt() > 1) {
                plans.add(setup.moved(plan(options.batch().getAsInt())));
            }
            return plans;
        }
        BATCHES.stream()
                .filter(batch -> (long) batch * plans.getFirst().arenaSize() <= LARGEST_ARENA)
                .findFirst()
                .ifPresent(batch -> plans.add(setup.moved(plan(batch))));
        return plans;
    }

    private Plan plan(int batch) {
        return Compiler.inferenceProgram(model, batch).plan();
    }

    private List<NamedPrograms.ProgramClass> programs(Plan plan) {
        var programs = new ArrayList<NamedPrograms.ProgramClass>();
        for (VectorWidth width : VectorWidth.values()) {
            programs.add(classes.program(plan, width));
        }
        return programs;
    }

    private NetDescription description(List<Plan> plans, long checksum) {
        List<Integer> shape = model.input().shape().sizes();
        return new NetDescription(
                model.name(),
                options.madeBy(),
                model.inputName(),
                shape.subList(1, shape.size()),
                model.prediction(),
                meaning(),
                pixels.white(),
                model.task().map(Task::transforms).filter(t -> !t.equals(pixels.transforms())).orElse(List.of()).stream()
                        .map(normalize -> new Scaling(normalize.mean(), normalize.deviation()))
                        .toList(),
                model.layout().size(),
                checksum,
                recorded.examples(),
                recorded.tolerance(),
                plans.stream().map(this::info).toList());
    }

    private Meaning meaning() {
        return model.task()
                .map(task -> switch (task.loss()) {
                    case CROSS_ENTROPY -> Meaning.ONE_OF;
                    case BINARY_CROSS_ENTROPY -> Meaning.EACH_OF;
                    case MEAN_SQUARED_ERROR -> Meaning.NUMBERS;
                })
                .orElse(Meaning.NUMBERS);
    }

    private ProgramInfo info(Plan plan) {
        ProgramInfo info = plan.info();
        return new ProgramInfo(
                info.name(), info.batch(), info.inputs(), info.outputs(), setup.state(), info.arenaSize());
    }

    private static String lines(List<String> labels) {
        var lines = new StringBuilder();
        labels.forEach(label -> lines.append(label.replaceAll("\\R", " ")).append('\n'));
        return lines.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
