package dev.bnc.compiler.artifact;

import dev.bnc.runtime.data.Transform;
import dev.bnc.runtime.train.Loss;
import java.util.List;

/// What a model was trained to do, so that it can be measured and its answers can be named.
///
/// @param dataSet name of the data set it was trained on
/// @param target name of the labels
/// @param prediction the output that is compared with the labels
/// @param transforms of each example before it goes in; only those that also count in use
/// @param classNames what the classes are called, empty if unknown
public record Task(
        String dataSet,
        String target,
        String prediction,
        Loss loss,
        List<Transform.Normalize> transforms,
        List<String> classNames) {
    public Task {
        transforms = List.copyOf(transforms);
        classNames = List.copyOf(classNames);
    }
}
