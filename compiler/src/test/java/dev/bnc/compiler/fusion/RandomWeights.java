package dev.bnc.compiler.fusion;

import dev.bnc.compiler.Compiler;
import dev.bnc.compiler.artifact.Task;
import dev.bnc.compiler.artifact.TrainedModel;
import dev.bnc.compiler.elaborate.ElaborationOptions;
import dev.bnc.compiler.model.Model;
import dev.bnc.compiler.model.ModelParameter;
import dev.bnc.compiler.syntax.SourceFile;
import dev.bnc.runtime.artifact.NamedTensor;
import dev.bnc.runtime.program.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Trained models with weights drawn from a seed: gammas of any sign and some zeros, means away from zero, variances between
/// 0.25 and 4.
final class RandomWeights {
    private RandomWeights() {}

    static TrainedModel of(String net, long seed) {
        return of(net, seed, Optional.empty());
    }

    static TrainedModel of(String net, long seed, Optional<Task> task) {
        Model model = Compiler.elaborate(SourceFile.of("net.net", net), ElaborationOptions.NONE)
                .model()
                .orElseThrow();
        return of(model, seed, task);
    }

    static TrainedModel of(Model model, long seed, Optional<Task> task) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<NamedTensor> weights = new ArrayList<>();
        Map<String, Role> roles = new HashMap<>();
        for (ModelParameter parameter : model.parameters()) {
            List<Integer> sizes = parameter.value().shape().sizes();
            float[] values = new float[Math.toIntExact(parameter.size())];
            double spread = 1 / Math.sqrt((double) parameter.size() / sizes.getFirst());
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) number(parameter.role(), spread, random);
            }
            weights.add(NamedTensor.of(parameter.name(), sizes, values));
            roles.put(parameter.name(), parameter.role());
        }
        return new TrainedModel(model.name(), model.variant(), model.graph(), roles, weights, task);
    }

    private static double number(Role role, double spread, RandomGenerator random) {
        return switch (role) {
            case WEIGHT, SLOT -> spread * random.nextGaussian();
            case BIAS, BETA, MEAN -> 0.5 * random.nextGaussian();
            case GAMMA -> random.nextInt(8) == 0 ? 0 : random.nextGaussian();
            case COVARIANCE -> 1;
            case VARIANCE -> Math.pow(4, 2 * random.nextDouble() - 1);
        };
    }
}
