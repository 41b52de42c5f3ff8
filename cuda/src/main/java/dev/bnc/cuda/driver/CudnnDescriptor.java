package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cudnn.*;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.cuda.cudnn.cudnnBackendDescriptor_t;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// A descriptor of cuDNN's graph API: attributes are set, then it is finalized.
final class CudnnDescriptor implements AutoCloseable {
    private static final int MESSAGE = 1024;

    private final cudnnBackendDescriptor_t handle = new cudnnBackendDescriptor_t();
    private final int kind;

    CudnnDescriptor(int kind) {
        this.kind = kind;
        check(cudnnBackendCreateDescriptor(kind, handle), "making descriptor " + kind);
    }

    cudnnBackendDescriptor_t handle() {
        return handle;
    }

    CudnnDescriptor longs(int attribute, long... values) {
        return set(attribute, CUDNN_TYPE_INT64, new LongPointer(values), values.length);
    }

    CudnnDescriptor word(int attribute, int type, int value) {
        return set(attribute, type, new IntPointer(1).put(value), 1);
    }

    CudnnDescriptor real(int attribute, double value) {
        return set(attribute, CUDNN_TYPE_DOUBLE, new DoublePointer(1).put(value), 1);
    }

    CudnnDescriptor handle(int attribute, Pointer value) {
        return set(attribute, CUDNN_TYPE_HANDLE, new PointerPointer<>(1).put(value), 1);
    }

    CudnnDescriptor addresses(int attribute, long... values) {
        return set(attribute, CUDNN_TYPE_VOID_PTR, new LongPointer(values), values.length);
    }

    CudnnDescriptor descriptors(int attribute, List<CudnnDescriptor> values) {
        return set(attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, array(values), values.size());
    }

    private static PointerPointer<Pointer> array(List<CudnnDescriptor> values) {
        var array = new PointerPointer<>(Math.max(1, values.size()));
        for (int i = 0; i < values.size(); i++) {
            array.put(i, values.get(i).handle);
        }
        return array;
    }

    private CudnnDescriptor set(int attribute, int type, Pointer values, long count) {
        try (values) {
            check(cudnnBackendSetAttribute(handle, attribute, type, count, values), "setting attribute " + attribute);
            return this;
        }
    }

    CudnnDescriptor finished() {
        check(cudnnBackendFinalize(handle), "finishing descriptor " + kind);
        return this;
    }

    long number(int attribute) {
        try (var value = new LongPointer(1)) {
            get(attribute, CUDNN_TYPE_INT64, 1, value);
            return value.get();
        }
    }

    int word(int attribute, int type) {
        try (var value = new IntPointer(1)) {
            get(attribute, type, 1, value);
            return value.get();
        }
    }

    /// Words of an attribute, as many as there are.
    List<Integer> words(int attribute, int type, int most) {
        try (var values = new IntPointer(most)) {
            long count = Math.min(most, get(attribute, type, most, values));
            var words = new ArrayList<Integer>();
            for (long i = 0; i < count; i++) {
                words.add(values.get(i));
            }
            return words;
        }
    }

    /// Descriptors of an attribute, at most so many, of that kind.
    List<CudnnDescriptor> descriptors(int attribute, int ofKind, int most) {
        var made = new ArrayList<CudnnDescriptor>();
        for (int i = 0; i < most; i++) {
            made.add(new CudnnDescriptor(ofKind));
        }
        try (var array = array(made)) {
            int count = (int) Math.min(most, get(attribute, CUDNN_TYPE_BACKEND_DESCRIPTOR, most, array));
            made.subList(count, most).forEach(CudnnDescriptor::close);
            return List.copyOf(made.subList(0, count));
        } catch (LibraryRefusal e) {
            made.forEach(CudnnDescriptor::close);
            throw e;
        }
    }

    private long get(int attribute, int type, long room, Pointer values) {
        long[] count = new long[1];
        check(cudnnBackendGetAttribute(handle, attribute, type, room, count, values), "reading attribute " + attribute);
        return count[0];
    }

    static void check(int code, String doing) {
        if (code != CUDNN_STATUS_SUCCESS) {
            byte[] text = new byte[MESSAGE];
            cudnnGetLastErrorString(text, text.length);
            String last = new String(text, StandardCharsets.UTF_8).replaceFirst("(?s)\0.*", "");
            BytePointer name = cudnnGetErrorString(code);
            String said = name == null ? "" : name.getString();
            throw new LibraryRefusal((doing + ": cuDNN says " + said + " (" + code + ") " + last).strip());
        }
    }

    @Override
    public void close() {
        cudnnBackendDestroyDescriptor(handle);
    }
}
