package dev.bnc.cuda.driver;

import static org.bytedeco.cuda.global.cublas.*;

import dev.bnc.compiler.emit.cuda.launch.DataType;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep;
import dev.bnc.compiler.emit.cuda.launch.LaunchStep.Transposed;
import dev.bnc.compiler.emit.cuda.library.LibraryAdvice;
import dev.bnc.compiler.emit.cuda.library.LibraryTask;
import dev.bnc.compiler.emit.cuda.library.LibraryTask.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.cuda.cublas.cublasLtContext;
import org.bytedeco.cuda.cublas.cublasLtMatmulAlgo_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulDescOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulHeuristicResult_t;
import org.bytedeco.cuda.cublas.cublasLtMatmulPreferenceOpaque_t;
import org.bytedeco.cuda.cublas.cublasLtMatrixLayoutOpaque_t;
import org.bytedeco.cuda.global.cublas;
import org.bytedeco.cuda.global.cudart;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/// cuBLASLt: products of matrices. It counts columns first, so what is asked of it is the transposed product: `b` is its left
/// factor, `a` its right one, and each of our rows is a column of its.
public final class CublasLt implements TaskLibrary {
    static final LibraryFiles FILES = new LibraryFiles(
            "cuBLASLt",
            List.of("libcublasLt.so.13", "libcublas.so.13"),
            "cublasLtGetVersion",
            130_000,
            List.of(
                    "cublasLtCreate",
                    "cublasLtDestroy",
                    "cublasLtGetStatusName",
                    "cublasLtMatmul",
                    "cublasLtMatmulAlgoGetHeuristic",
                    "cublasLtMatmulDescCreate",
                    "cublasLtMatmulDescDestroy",
                    "cublasLtMatmulDescSetAttribute",
                    "cublasLtMatmulPreferenceCreate",
                    "cublasLtMatmulPreferenceDestroy",
                    "cublasLtMatmulPreferenceSetAttribute",
                    "cublasLtMatrixLayoutCreate",
                    "cublasLtMatrixLayoutDestroy"));
    private static final int MOST = 8;

    private final String version;
    private final cublasLtContext handle = new cublasLtContext();

    private CublasLt(int version) {
        this.version = LibraryFiles.text(version);
        check(cublasLtCreate(handle), "cuBLASLt " + this.version + " does not start");
    }

    /// Starts it; the driver must have been.
    ///
    /// @throws dev.bnc.runtime.program.DeviceException if it is not there, or not one to be used
    public static CublasLt start(Places places) {
        int version = FILES.open(places);
        FILES.load(cublas.class);
        return new CublasLt(version);
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public List<LibraryAdvice> candidates(LibraryTask task, long workspace) {
        LibraryTask.Gemm gemm = (LibraryTask.Gemm) task;
        try (var problem = new Problem(gemm);
                var preference = preference(gemm, workspace);
                var results = new cublasLtMatmulHeuristicResult_t(MOST);
                var count = new IntPointer(1)) {
            int code = cublasLtMatmulAlgoGetHeuristic(
                    handle,
                    problem.how,
                    problem.b,
                    problem.a,
                    problem.c,
                    problem.c,
                    preference,
                    MOST,
                    results,
                    count);
            cublasLtMatmulPreferenceDestroy(preference);
            var found = new ArrayList<LibraryAdvice>();
            for (int i = 0; code == CUBLAS_STATUS_SUCCESS && i < count.get(); i++) {
                cublasLtMatmulHeuristicResult_t result = results.getPointer(i);
                if (result.state() == CUBLAS_STATUS_SUCCESS && result.workspaceSize() <= workspace) {
                    found.add(new LibraryAdvice(result.workspaceSize(), numbers(result.algo()), Optional.empty()));
                }
            }
            return found;
        }
    }

    private static cublasLtMatmulPreferenceOpaque_t preference(LibraryTask.Gemm gemm, long workspace) {
        try (var place = new PointerPointer<Pointer>(1)) {
            check(cublasLtMatmulPreferenceCreate(place), "asking cuBLASLt");
            var preference = new cublasLtMatmulPreferenceOpaque_t(place.get(0));
            prefer(preference, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES, new LongPointer(1).put(workspace));
            // Partial sums that are added in an order of their own would give other bits each time.
            prefer(
                    preference,
                    CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK,
                    new IntPointer(1).put(CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE));
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES, aligned(gemm.b()));
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_B_BYTES, aligned(gemm.a()));
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_C_BYTES, aligned(gemm.c()));
            prefer(preference, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES, aligned(gemm.c()));
            return preference;
        }
    }

    private static IntPointer aligned(Matrix matrix) {
        return new IntPointer(1).put(matrix.alignment());
    }

    private static void prefer(cublasLtMatmulPreferenceOpaque_t preference, int attribute, Pointer value) {
        try (value) {
            int code = cublasLtMatmulPreferenceSetAttribute(preference, attribute, value, value.sizeof());
            check(code, "telling cuBLASLt what is wanted");
        }
    }

    private static List<Long> numbers(cublasLtMatmulAlgo_t algorithm) {
        var numbers = new ArrayList<Long>();
        var words = new LongPointer(algorithm);
        for (int i = 0; i < LaunchStep.Gemm.ALGORITHM; i++) {
            numbers.add(words.get(i));
        }
        return numbers;
    }

    @Override
    public PreparedTask prepare(LibraryTask task, LibraryAdvice advice) {
        return new Product(new Problem((LibraryTask.Gemm) task), advice);
    }

    /// A task as cuBLASLt sees it.
    private static final class Problem implements AutoCloseable {
        final cublasLtMatmulDescOpaque_t how;
        final cublasLtMatrixLayoutOpaque_t a;
        final cublasLtMatrixLayoutOpaque_t b;
        final cublasLtMatrixLayoutOpaque_t c;

        Problem(LibraryTask.Gemm gemm) {
            int compute = switch (gemm.compute()) {
                case F32, BF16 -> CUBLAS_COMPUTE_32F;
                case TF32 -> CUBLAS_COMPUTE_32F_FAST_TF32;
            };
            try (var place = new PointerPointer<Pointer>(1)) {
                check(cublasLtMatmulDescCreate(place, compute, cudart.CUDA_R_32F), "describing a product");
                how = new cublasLtMatmulDescOpaque_t(place.get(0));
            }
            Transposed lies = gemm.transposed();
            set(CUBLASLT_MATMUL_DESC_TRANSA, new IntPointer(1).put(lies.right() ? CUBLAS_OP_T : CUBLAS_OP_N));
            set(CUBLASLT_MATMUL_DESC_TRANSB, new IntPointer(1).put(lies.left() ? CUBLAS_OP_T : CUBLAS_OP_N));
            set(CUBLASLT_MATMUL_DESC_EPILOGUE, new IntPointer(1).put(switch (gemm.finish()) {
                case NONE -> CUBLASLT_EPILOGUE_DEFAULT;
                case BIAS -> CUBLASLT_EPILOGUE_BIAS;
                case BIAS_RELU -> CUBLASLT_EPILOGUE_RELU_BIAS;
            }));
            a = layout(gemm.a());
            b = layout(gemm.b());
            c = layout(gemm.c());
        }

        void set(int attribute, Pointer value) {
            try (value) {
                check(cublasLtMatmulDescSetAttribute(how, attribute, value, value.sizeof()), "describing a product");
            }
        }

        private static cublasLtMatrixLayoutOpaque_t layout(Matrix matrix) {
            int type = matrix.type() == DataType.BF16 ? cudart.CUDA_R_16BF : cudart.CUDA_R_32F;
            try (var place = new PointerPointer<Pointer>(1)) {
                int code = cublasLtMatrixLayoutCreate(place, type, matrix.columns(), matrix.rows(), matrix.stride());
                check(code, "describing a matrix");
                return new cublasLtMatrixLayoutOpaque_t(place.get(0));
            }
        }

        @Override
        public void close() {
            cublasLtMatrixLayoutDestroy(a);
            cublasLtMatrixLayoutDestroy(b);
            cublasLtMatrixLayoutDestroy(c);
            cublasLtMatmulDescDestroy(how);
        }
    }

    /// A product with its algorithm.
    private final class Product implements PreparedTask {
        private final Problem problem;
        private final long workspace;
        private final LongPointer algorithm = new LongPointer(LaunchStep.Gemm.ALGORITHM);
        private final FloatPointer one = new FloatPointer(1).put(1);
        private final FloatPointer zero = new FloatPointer(1).put(0);

        Product(Problem problem, LibraryAdvice advice) {
            this.problem = problem;
            this.workspace = advice.workspace();
            for (int i = 0; i < LaunchStep.Gemm.ALGORITHM; i++) {
                algorithm.put(i, advice.algorithm().get(i));
            }
        }

        @Override
        public void run(Operands operands, Stream stream) {
            if (operands.bias() != 0) {
                problem.set(CUBLASLT_MATMUL_DESC_BIAS_POINTER, new LongPointer(1).put(operands.bias()));
            }
            int code = cublasLtMatmul(
                    handle,
                    problem.how,
                    one,
                    new DeviceAddress(operands.second()),
                    problem.b,
                    new DeviceAddress(operands.first()),
                    problem.a,
                    zero,
                    new DeviceAddress(operands.third()),
                    problem.c,
                    new DeviceAddress(operands.third()),
                    problem.c,
                    new cublasLtMatmulAlgo_t(algorithm),
                    new DeviceAddress(operands.workspace()),
                    workspace,
                    stream.handle());
            check(code, "a product by cuBLASLt");
        }

        @Override
        public void close() {
            problem.close();
            algorithm.close();
            one.close();
            zero.close();
        }
    }

    private static void check(int code, String doing) {
        if (code != CUBLAS_STATUS_SUCCESS) {
            String name = cublasLtGetStatusName(code).getString();
            throw new LibraryRefusal(doing + ": cuBLASLt says " + name + " (" + code + ")");
        }
    }

    @Override
    public void close() {
        cublasLtDestroy(handle);
    }
}
