package dev.bnc.compiler.emit.cuda.launch;

import dev.bnc.compiler.graph.Origin;
import java.util.List;

/// What a step does to memory, and what that costs.
///
/// @param reads views whose content it uses
/// @param writes views it defines; one that is also read is updated in place
/// @param origin the layer and line of the `.net` file it comes from
/// @param bytesRead predicted, each view counted once
/// @param bytesWritten predicted, each view counted once
/// @param flops predicted, a multiply-add counted as two
public record Effects(
        List<View> reads, List<View> writes, Origin origin, long bytesRead, long bytesWritten, long flops) {
    public Effects {
        reads = List.copyOf(reads);
        writes = List.copyOf(writes);
    }
}
