package dev.bnc.cuda.driver;

import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.global.cudart;

/// Work of a stream, recorded, that is launched as a whole and as often as wanted.
public final class CapturedGraph implements AutoCloseable {
    private final CUgraphExec_st handle = new CUgraphExec_st();

    /// Takes over `graph`.
    CapturedGraph(CUgraph_st graph) {
        int code = cudart.cuGraphInstantiate(handle, graph, 0);
        cudart.cuGraphDestroy(graph);
        Status.check(code, "instantiating a graph");
    }

    CUgraphExec_st handle() {
        return handle;
    }

    @Override
    public void close() {
        Status.check(cudart.cuGraphExecDestroy(handle), "destroying a graph");
    }
}
