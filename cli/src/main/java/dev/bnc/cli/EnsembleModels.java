package dev.bnc.cli;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.runtime.program.Program;
import dev.bnc.runtime.program.WorkerPool;
import dev.bnc.runtime.train.Ensemble;
import dev.bnc.runtime.train.Loss;
import dev.bnc.runtime.train.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Trained models that answer together: classifiers of the same inputs into the same classes.
///
/// @param models at least one
record EnsembleModels(List<Named> models) {
    /// A model, its task, and the file it is in.
    record Named(Path file, TrainedModel model, Task task) {}

    EnsembleModels {
        models = List.copyOf(models);
    }

    /// Reads the models and checks that they agree.
    ///
    /// @param paths `.bnm` files or run folders
    /// @throws UserError naming the first model that does not fit, and how
    static EnsembleModels read(List<Path> paths) {
        var models = new ArrayList<Named>();
        for (Path path : paths) {
            Path file = ModelSource.file(path);
            TrainedModel model = TrainedModel.read(file);
            var named = new Named(file, model, classifier(file, model));
            if (!models.isEmpty()) {
                checkAgreement(models.getFirst(), named);
            }
            models.add(named);
        }
        return new EnsembleModels(models);
    }

    /// The model whose task names the data.
    Named first() {
        return models.getFirst();
    }

    /// Sizes of an example.
    List<Integer> inputShape() {
        List<Integer> sizes = first().model().input().shape().sizes();
        return sizes.subList(1, sizes.size());
    }

    /// The models as programs of `batch` examples.
    Ensemble ensemble(Execution execution, int batch, WorkerPool pool) {
        return new Ensemble(
                models.stream().map(m -> member(m, execution, batch, pool)).toList());
    }

    private static Ensemble.Member member(Named named, Execution execution, int batch, WorkerPool pool) {
        TrainedModel model = named.model();
        Program program = execution.backend().compile(Compiler.inferenceProgram(model, batch));
        var predictor =
                new Predictor(program, model.inputName(), named.task().transforms(), model.state(), pool);
        return new Ensemble.Member(predictor, named.task().prediction());
    }

    private static Task classifier(Path file, TrainedModel model) {
        Task task = model.task()
                .orElseThrow(() -> UserError.of(
                        ExitCodes.BAD_NET,
                        file + ": the model does not say what it was trained for, so its answers cannot be averaged"));
        if (task.loss() != Loss.CROSS_ENTROPY) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    file + ": no classifier: class probabilities are averaged, of nets trained with cross_entropy");
        }
        return task;
    }

    private static void checkAgreement(Named first, Named other) {
        agree("inputs", first, other, first.model().input().type(), other.model().input().type());
        agree("numbers of classes", first, other, classes(first), classes(other));
        List<String> names = first.task().classNames();
        if (!names.isEmpty() && !other.task().classNames().isEmpty()) {
            agree("classes", first, other, names, other.task().classNames());
        }
        agree("ways with pictures", first, other, first.task().framing(), other.task().framing());
        agree("data sets", first, other, first.task().dataSet(), other.task().dataSet());
    }

    private static void agree(String what, Named first, Named other, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    "%s and %s cannot answer together: their %s differ%n  = note: %s: %s%n  = note: %s: %s%n  = help: %s"
                            .formatted(
                                    first.file(),
                                    other.file(),
                                    what,
                                    first.file(),
                                    wanted,
                                    other.file(),
                                    found,
                                    "the models of an ensemble take the same inputs and tell the same classes apart"));
        }
    }

    private static long classes(Named named) {
        return named.model().graph().outputs().stream()
                .filter(o -> o.name().equals(named.task().prediction()))
                .mapToLong(o -> o.value().shape().elementsPerExample())
                .findFirst()
                .orElse(0);
    }
}
