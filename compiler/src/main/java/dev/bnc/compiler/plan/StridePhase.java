package dev.bnc.compiler.plan;

import java.util.ArrayList;
import java.util.List;

/// Every `stride`-th cell of one dimension of an input gradient, from cell `start` on. Only every `stride`-th tap of the
/// kernel reaches these cells, so that they are the input gradient of a convolution with stride 1 whose kernel has those
/// taps.
///
/// @param tap the first tap that reaches them
/// @param taps how many do; none if the kernel is shorter than the stride
/// @param cells number of the cells
/// @param padding of the convolution with stride 1
record StridePhase(int start, int tap, int taps, int cells, int padding) {
    /// The phases of a dimension of `size` cells, those without cells left out.
    static List<StridePhase> of(int size, int kernel, int stride, int padding) {
        var phases = new ArrayList<StridePhase>();
        for (int start = 0; start < Math.min(stride, size); start++) {
            int tap = (start + padding) % stride;
            int taps = Math.max(0, Math.ceilDiv(kernel - tap, stride));
            int cells = Math.ceilDiv(size - start, stride);
            phases.add(new StridePhase(start, tap, taps, cells, (start + padding) / stride));
        }
        return List.copyOf(phases);
    }
}
