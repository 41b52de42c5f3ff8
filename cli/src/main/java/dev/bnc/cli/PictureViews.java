package dev.bnc.cli;

import dev.bnc.runtime.data.Augmentation;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.Picture;
import dev.bnc.runtime.train.Crops;
import dev.bnc.runtime.train.Ensemble;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Picture files seen in several windows each, for nets whose inputs are windows of larger pictures.
///
/// @param shape channels, height and width of an input
/// @param framing how the nets' pictures were made to fit
record PictureViews(List<Integer> shape, Optional<Framing> framing) {
    /// The windows asked for.
    ///
    /// @throws UserError if there are none such, or the inputs or the nets know no windows
    Crops checked(List<String> inputs, int count) {
        if (!List.of(1, 2, 5, 10).contains(count)) {
            throw UserError.of(ExitCodes.USAGE, "--crops must be 1, 2, 5 or 10, not " + count);
        }
        Crops crops = Crops.of(count);
        if (crops.equals(Crops.MIDDLE)) {
            return crops;
        }
        if (framing.flatMap(f -> f.shorterSide().stream().boxed().findFirst()).isEmpty()) {
            throw UserError.of(
                    ExitCodes.BAD_NET,
                    "--crops " + count + ": the model takes no windows of larger pictures"
                            + "\n  = help: train with `resize = 256, crop = 224` or the like in the data section");
        }
        inputs.stream().filter(input -> !Picture.isNamedAsOne(Path.of(input))).findFirst().ifPresent(other -> {
            throw UserError.of(ExitCodes.USAGE, "--crops " + count + " is for pictures, but " + other + " is none");
        });
        return crops;
    }

    /// Of each file the mean of what the nets say of its windows.
    List<double[]> probabilities(Ensemble nets, List<String> files, Crops crops) {
        var means = new ArrayList<double[]>();
        for (String file : files) {
            List<float[]> views =
                    crops.views().stream().map(view -> input(Path.of(file), view)).toList();
            means.add(mean(nets.probabilities(views)));
        }
        return means;
    }

    private float[] input(Path file, Crops.View view) {
        float[] input = framing.orElseThrow().example(file, shape, view.place());
        switch (view.side()) {
            case AS_IS -> {}
            case MIRRORED -> Augmentation.mirror(input, 0, input.length, shape.getLast());
        }
        return input;
    }

    private static double[] mean(List<double[]> views) {
        var mean = new double[views.getFirst().length];
        for (double[] view : views) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] += view[c] / views.size();
            }
        }
        return mean;
    }
}
