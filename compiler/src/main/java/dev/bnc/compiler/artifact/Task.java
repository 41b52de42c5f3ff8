package dev.bnc.compiler.artifact;

import dev.bnc.runtime.data.Domain;
import dev.bnc.runtime.data.Framing;
import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.train.Loss;
import java.util.List;
import java.util.Optional;

/// What a model was trained to do, so that it can be measured and its answers can be named.
///
/// @param dataSet name of the data set it was trained on
/// @param target name of the labels
/// @param prediction the output that is compared with the labels
/// @param transforms of each example before it goes in; only those that also count in use
/// @param classNames what the classes are called, empty if unknown
/// @param drawing how training drew its batches, if it is known
/// @param framing how pictures of any size become inputs, if the data section says it
/// @param domains kinds of examples it can be measured on and adapted to
public record Task(
        String dataSet,
        String target,
        String prediction,
        Loss loss,
        List<Transform.Normalize> transforms,
        List<String> classNames,
        Optional<Drawing> drawing,
        Optional<Framing> framing,
        List<Domain> domains) {
    public Task {
        domains = List.copyOf(domains);
        transforms = List.copyOf(transforms);
        classNames = List.copyOf(classNames);
    }

    /// A task of which it is not known how training drew its batches, nor how pictures get their size.
    public Task(
            String dataSet,
            String target,
            String prediction,
            Loss loss,
            List<Transform.Normalize> transforms,
            List<String> classNames) {
        this(dataSet, target, prediction, loss, transforms, classNames, Optional.empty(), Optional.empty(), List.of());
    }

    /// The same with other transforms: for a model that does some of them itself.
    public Task withTransforms(List<Transform.Normalize> other) {
        return new Task(dataSet, target, prediction, loss, other, classNames, drawing, framing, domains);
    }
}
