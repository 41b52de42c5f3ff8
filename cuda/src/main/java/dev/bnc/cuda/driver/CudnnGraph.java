package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cudnn.*;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import dev.bnc.compiler.emit.cuda.library.LibraryTask.Images;
import dev.bnc.compiler.graph.op.Window;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnContext;

/// A graph of cuDNN with one convolution, or one of its gradients.
final class CudnnGraph implements AutoCloseable {
    /// Identities of its three tensors.
    static final long X = 1;
    static final long W = 2;
    static final long Y = 3;
    /// What engines take advantage of at most.
    private static final int ALIGNMENT = 16;

    private final Deque<CudnnDescriptor> made = new ArrayDeque<>();
    private final CudnnDescriptor graph;

    CudnnGraph(LibraryTask.Conv conv, cudnnContext handle) {
        try {
            CudnnDescriptor x = tensor(X, conv.x());
            CudnnDescriptor w = tensor(W, conv.w());
            CudnnDescriptor y = tensor(Y, conv.y());
            CudnnDescriptor operation = operation(conv, List.of(x, w, y), window(conv.window()));
            graph = keep(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR)
                    .descriptors(CUDNN_ATTR_OPERATIONGRAPH_OPS, List.of(operation))
                    .handle(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, handle)
                    .finished();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    CudnnDescriptor graph() {
        return graph;
    }

    private CudnnDescriptor keep(int kind) {
        var descriptor = new CudnnDescriptor(kind);
        made.push(descriptor);
        return descriptor;
    }

    /// Dimensions are named n, c, h, w there, wherever they lie.
    private CudnnDescriptor tensor(long identity, Images images) {
        long pixel = images.stride();
        return keep(CUDNN_BACKEND_TENSOR_DESCRIPTOR)
                .longs(CUDNN_ATTR_TENSOR_UNIQUE_ID, identity)
                .word(
                        CUDNN_ATTR_TENSOR_DATA_TYPE,
                        CUDNN_TYPE_DATA_TYPE,
                        images.type() == DataType.BF16 ? CUDNN_DATA_BFLOAT16 : CUDNN_DATA_FLOAT)
                .longs(CUDNN_ATTR_TENSOR_DIMENSIONS, images.n(), images.c(), images.h(), images.w())
                .longs(CUDNN_ATTR_TENSOR_STRIDES, images.h() * (images.w() * pixel), 1, images.w() * pixel, pixel)
                .longs(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, Math.min(ALIGNMENT, images.alignment()))
                .finished();
    }

    private CudnnDescriptor window(Window window) {
        var padding = window.padding();
        return keep(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR)
                .word(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT)
                .word(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, CUDNN_CROSS_CORRELATION)
                .longs(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2)
                .longs(
                        CUDNN_ATTR_CONVOLUTION_DILATIONS,
                        window.dilation().height(),
                        window.dilation().width())
                .longs(
                        CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES,
                        window.stride().height(),
                        window.stride().width())
                .longs(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, padding.top(), padding.left())
                .longs(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, padding.bottom(), padding.right())
                .finished();
    }

    private CudnnDescriptor operation(LibraryTask.Conv conv, List<CudnnDescriptor> tensors, CudnnDescriptor window) {
        int[] names = switch (conv.direction()) {
            case FORWARD ->
                new int[] {
                    CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA
                };
            case INPUT_GRADIENT ->
                new int[] {
                    CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA
                };
            case WEIGHT_GRADIENT ->
                new int[] {
                    CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA,
                    CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA
                };
        };
        return keep(names[0])
                .descriptors(names[1], List.of(tensors.get(0)))
                .descriptors(names[2], List.of(tensors.get(1)))
                .descriptors(names[3], List.of(tensors.get(2)))
                .descriptors(names[4], List.of(window))
                .real(names[5], 1)
                .real(names[6], 0)
                .finished();
    }

    @Override
    public void close() {
        made.forEach(CudnnDescriptor::close);
        made.clear();
    }
}
