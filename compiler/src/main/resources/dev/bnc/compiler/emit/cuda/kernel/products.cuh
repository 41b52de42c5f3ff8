// Matrix products product[m, n] = left[m, k] . right[k, n] in tiles. A factor is a type that knows where its elements lie;
// a convolution's left factor is implied by a window sliding over images and never stored.
//
// Of a factor, k is the depth and m or n the line. A factor has:
//   ALONG_DEPTH  whether neighbours in memory are neighbours in k (else in the line)
//   LANES        how many neighbours may be copied at once: 1 or 4, or 8 of bf16
//   Line         what is known of a line before k is
//   line(i)      that of line i
//   at(base, line, k)  address of the element, or null where it is 0
constexpr int STEP = 16; // elements of k that a tile holds

// A matrix whose lines lie one after the other.
template <int COUNT, int STRIDE, int LANES_> struct DepthMajor {
    static constexpr bool ALONG_DEPTH = true;
    static constexpr int LANES = LANES_;
    typedef int Line;

    static BNC_DEVICE Line line(int i) { return i < COUNT ? i : -1; }

    template <class T> static BNC_DEVICE const T* at(const T* base, Line line, int k) {
        return line < 0 ? nullptr : base + (long) line * STRIDE + k;
    }
};

// A matrix that lies transposed.
template <int COUNT, int STRIDE, int LANES_> struct LineMajor {
    static constexpr bool ALONG_DEPTH = false;
    static constexpr int LANES = LANES_;
    typedef int Line;

    static BNC_DEVICE Line line(int i) { return i < COUNT ? i : -1; }

    template <class T> static BNC_DEVICE const T* at(const T* base, Line line, int k) {
        return line < 0 ? nullptr : base + (long) k * STRIDE + line;
    }
};

// Pixel (y, x) of image n of images [n, h, w, c], or null outside. W names the sizes.
template <class W, class T> BNC_DEVICE const T* pixelAt(const T* images, int n, int y, int x) {
    bool inside = (unsigned) y < (unsigned) W::HEIGHT && (unsigned) x < (unsigned) W::WIDTH;
    return inside ? images + ((long) (n * W::HEIGHT + y) * W::WIDTH + x) * W::STRIDE : nullptr;
}

struct Place {
    int n, y, x;
};

// What each place of a window sees: lines are places (n, i, j), k is (kernel row, kernel column, channel).
template <class W, int LANES_> struct Patches {
    static constexpr bool ALONG_DEPTH = true;
    static constexpr int LANES = LANES_;
    typedef Place Line;

    static BNC_DEVICE Line line(int i) {
        int n = i / (W::PLACES_H * W::PLACES_W), j = i % (W::PLACES_H * W::PLACES_W);
        if (n >= W::IMAGES) return {-1, 0, 0};
        return {n, j / W::PLACES_W * W::STRIDE_H - W::TOP, j % W::PLACES_W * W::STRIDE_W - W::LEFT};
    }

    template <class T> static BNC_DEVICE const T* at(const T* base, Line line, int k) {
        if (line.n < 0) return nullptr;
        int tap = k / W::CHANNELS;
        const T* pixel = pixelAt<W>(
            base, line.n, line.y + tap / W::KERNEL_W * W::DILATION_H, line.x + tap % W::KERNEL_W * W::DILATION_W);
        return pixel ? pixel + k % W::CHANNELS : nullptr;
    }
};

// Its transpose: lines are (kernel row, kernel column, channel), k is a place.
template <class W, int LANES_> struct PatchColumns {
    static constexpr bool ALONG_DEPTH = false;
    static constexpr int LANES = LANES_;
    struct Line {
        int channel, y, x;
    };

    static BNC_DEVICE Line line(int i) {
        int tap = i / W::CHANNELS;
        if (tap >= W::KERNEL_H * W::KERNEL_W) return {-1, 0, 0};
        return {
            i % W::CHANNELS,
            tap / W::KERNEL_W * W::DILATION_H - W::TOP,
            tap % W::KERNEL_W * W::DILATION_W - W::LEFT};
    }

    template <class T> static BNC_DEVICE const T* at(const T* base, Line line, int k) {
        if (line.channel < 0) return nullptr;
        int n = k / (W::PLACES_H * W::PLACES_W), j = k % (W::PLACES_H * W::PLACES_W);
        const T* pixel = pixelAt<W>(
            base, n, j / W::PLACES_W * W::STRIDE_H + line.y, j % W::PLACES_W * W::STRIDE_W + line.x);
        return pixel ? pixel + line.channel : nullptr;
    }
};

// Which places of a window saw each cell: lines are cells (n, y, x), k is (kernel row, kernel column, channel) of the places'
// images.
template <class W, int LANES_> struct Cells {
    static constexpr bool ALONG_DEPTH = true;
    static constexpr int LANES = LANES_;
    typedef Place Line;

    static BNC_DEVICE Line line(int i) {
        int n = i / (W::PLACES_H * W::PLACES_W), j = i % (W::PLACES_H * W::PLACES_W);
        if (n >= W::IMAGES) return {-1, 0, 0};
        return {n, j / W::PLACES_W + W::TOP, j % W::PLACES_W + W::LEFT};
    }

    template <class T> static BNC_DEVICE const T* at(const T* base, Line line, int k) {
        if (line.n < 0) return nullptr;
        int tap = k / W::CHANNELS;
        int y = line.y - tap / W::KERNEL_W * W::DILATION_H, x = line.x - tap % W::KERNEL_W * W::DILATION_W;
        if (y % W::STRIDE_H != 0 || x % W::STRIDE_W != 0) return nullptr;
        const T* pixel = pixelAt<W>(base, line.n, y / W::STRIDE_H, x / W::STRIDE_W);
        return pixel ? pixel + k % W::CHANNELS : nullptr;
    }
};

// Copies neighbours to shared memory while the thread goes on; zeros if there are none.
template <int LANES> BNC_DEVICE void copyLanes(float* to, const float* from, const float* any) {
    if constexpr (LANES == 4) {
        copyAsync16(to, from ? from : any, from != nullptr);
    } else {
        copyAsync4(to, from ? from : any, from != nullptr);
    }
}

// As above. The least that can be copied so is 4 bytes: a single bf16 is loaded and stored.
template <int LANES> BNC_DEVICE void copyLanes(bf16* to, const bf16* from, const bf16* any) {
    if constexpr (LANES == 8) {
        copyAsync16((float*) to, (const float*) (from ? from : any), from != nullptr);
    } else if constexpr (LANES == 4) {
        copyAsync8((float*) to, (const float*) (from ? from : any), from != nullptr);
    } else {
        to->bits = from ? from->bits : 0;
    }
}

// Brings EXTENT lines of a factor of T into shared memory, STEP elements of k at a time. Lines are padded there so that the
// reads of a warp meet different banks.
template <class F, int EXTENT, int THREADS, class T = float> struct Stage {
    static constexpr int STRIDE = F::ALONG_DEPTH ? STEP + 16 / (int) sizeof(T) : EXTENT + 8;
    static constexpr int RUNS = F::ALONG_DEPTH ? EXTENT : STEP;
    static constexpr int FLOATS = RUNS * STRIDE * (int) sizeof(T) / 4;
    static constexpr int ABREAST = (F::ALONG_DEPTH ? STEP : EXTENT) / F::LANES;
    static constexpr int PASS = THREADS / ABREAST;
    static constexpr int PASSES = (RUNS + PASS - 1) / PASS;
    static_assert(THREADS % ABREAST == 0, "threads fill whole runs");

    typename F::Line lines[F::ALONG_DEPTH ? PASSES : 1];
    int run, lane;

    BNC_DEVICE Stage(int first) {
        run = threadIdx.x / ABREAST, lane = threadIdx.x % ABREAST * F::LANES;
        if constexpr (F::ALONG_DEPTH) {
#pragma unroll
            for (int p = 0; p < PASSES; p++) lines[p] = F::line(first + run + p * PASS);
        } else {
            lines[0] = F::line(first + lane);
        }
    }

    // Starts copies of elements k to before k + STEP; those from end on are zeros.
    BNC_DEVICE void fetch(float* shared, const T* base, int k, int end) const {
#pragma unroll
        for (int p = 0; p < PASSES; p++) {
            int r = run + p * PASS;
            if (RUNS % PASS != 0 && r >= RUNS) break;
            int at = F::ALONG_DEPTH ? k + lane : k + r;
            const T* from = at < end ? F::at(base, lines[F::ALONG_DEPTH ? p : 0], at) : nullptr;
            copyLanes<F::LANES>((T*) shared + r * STRIDE + lane, from, base);
        }
    }

    static BNC_DEVICE T at(const float* shared, int line, int k) {
        return ((const T*) shared)[F::ALONG_DEPTH ? line * STRIDE + k : k * STRIDE + line];
    }

    static BNC_DEVICE float element(const float* shared, int line, int k) { return at(shared, line, k); }

    // Elements k and k + 1 of a line as bf16, k even.
    static BNC_DEVICE u32 pair(const float* shared, int line, int k) {
        if constexpr (sizeof(T) == 4) {
            return pairBf16(at(shared, line, k), at(shared, line, k + 1));
        } else if constexpr (F::ALONG_DEPTH) {
            return *(const u32*) ((const T*) shared + line * STRIDE + k);
        } else {
            return at(shared, line, k).bits | (u32) at(shared, line, k + 1).bits << 16;
        }
    }
};

// Arithmetic in float32: a square of threads, each LINES x LINES elements of the tile.
template <class P, class A, class B> struct FloatMath {
    static constexpr int SIDE = P::THREADS == 256 ? 16 : 8;
    static constexpr int ROWS = P::TILE_M / SIDE, COLUMNS = P::TILE_N / SIDE;
    float sums[ROWS][COLUMNS] = {};
    int down = threadIdx.x / SIDE, across = threadIdx.x % SIDE;

    // Line i of those a thread has: in groups of four where four lie side by side, else one in every SIDE.
    template <class S, int LINES> static BNC_DEVICE int line(int thread, int i) {
        constexpr int GROUP = S::ALONG_DEPTH ? 1 : LINES < 4 ? LINES : 4;
        return i / GROUP * (SIDE * GROUP) + thread * GROUP + i % GROUP;
    }

    // Four elements of k of all lines of a thread.
    template <class F, class T, int LINES>
    static BNC_DEVICE void read(float (&to)[4][LINES], const float* shared, int thread, int k) {
        if constexpr (F::ALONG_DEPTH) {
#pragma unroll
            for (int i = 0; i < LINES; i++) {
                Lanes<4> x = load<4>(shared + line<F, LINES>(thread, i) * T::STRIDE + k);
#pragma unroll
                for (int v = 0; v < 4; v++) to[v][i] = x.at[v];
            }
        } else if constexpr (LINES % 4 == 0) {
#pragma unroll
            for (int v = 0; v < 4; v++) {
#pragma unroll
                for (int i = 0; i < LINES; i += 4) {
                    Lanes<4> x = load<4>(shared + (k + v) * T::STRIDE + line<F, LINES>(thread, i));
#pragma unroll
                    for (int w = 0; w < 4; w++) to[v][i + w] = x.at[w];
                }
            }
        } else {
#pragma unroll
            for (int v = 0; v < 4; v++) {
#pragma unroll
                for (int i = 0; i < LINES; i++) to[v][i] = shared[(k + v) * T::STRIDE + line<F, LINES>(thread, i)];
            }
        }
    }

    BNC_DEVICE void step(const float* a, const float* b) {
        typedef Stage<A, P::TILE_M, P::THREADS> Left;
        typedef Stage<B, P::TILE_N, P::THREADS> Right;
#pragma unroll
        for (int k = 0; k < STEP; k += 4) {
            float x[4][ROWS], y[4][COLUMNS];
            read<A, Left, ROWS>(x, a, down, k);
            read<B, Right, COLUMNS>(y, b, across, k);
#pragma unroll
            for (int v = 0; v < 4; v++) {
#pragma unroll
                for (int i = 0; i < ROWS; i++) {
#pragma unroll
                    for (int j = 0; j < COLUMNS; j++) sums[i][j] = fmaf(x[v][i], y[v][j], sums[i][j]);
                }
            }
        }
    }

    template <class E> BNC_DEVICE void finish(const E& epilogue, int m, int n) const {
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
            int row = m + line<A, ROWS>(down, i);
#pragma unroll
            for (int j = 0; j < COLUMNS; j++) {
                int column = n + line<B, COLUMNS>(across, j);
                if (row < P::M && column < P::N) epilogue.put(row, column, sums[i][j]);
            }
        }
    }
};

// Arithmetic on tensor cores, sums in float32: each warp a rectangle of 16 x 8 tiles. S and T are the factors' elements.
template <class P, class A, class B, bool BF16, class S = float, class T = float> struct TensorMath {
    static constexpr int WARPS_M = P::THREADS == 256 ? 2 : 1, WARPS_N = P::THREADS == 256 ? 4 : 2;
    static constexpr int ROWS = P::TILE_M / WARPS_M / 16, COLUMNS = P::TILE_N / WARPS_N / 8;
    typedef Stage<A, P::TILE_M, P::THREADS, S> Left;
    typedef Stage<B, P::TILE_N, P::THREADS, T> Right;
    float sums[ROWS][COLUMNS][4] = {};
    int m = threadIdx.x / 32 % WARPS_M * (ROWS * 16) + threadIdx.x % 32 / 4;
    int n = threadIdx.x / 32 / WARPS_M * (COLUMNS * 8);
    int group = threadIdx.x % 32 / 4, lane = threadIdx.x % 4;

    BNC_DEVICE void step(const float* a, const float* b) {
        if constexpr (BF16) {
            stepBf16(a, b);
        } else {
#pragma unroll
            for (int k = 0; k < STEP; k += 8) stepTf32(a, b, k + lane);
        }
    }

    BNC_DEVICE void stepTf32(const float* a, const float* b, int k) {
        float y[COLUMNS][2];
#pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            y[j][0] = Right::element(b, n + j * 8 + group, k);
            y[j][1] = Right::element(b, n + j * 8 + group, k + 4);
        }
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
            float x[4] = {
                Left::element(a, m + i * 16, k),
                Left::element(a, m + i * 16 + 8, k),
                Left::element(a, m + i * 16, k + 4),
                Left::element(a, m + i * 16 + 8, k + 4)};
#pragma unroll
            for (int j = 0; j < COLUMNS; j++) multiplyTf32(sums[i][j], x, y[j]);
        }
    }

    BNC_DEVICE void stepBf16(const float* a, const float* b) {
        int k = 2 * lane;
        u32 y[COLUMNS][2];
#pragma unroll
        for (int j = 0; j < COLUMNS; j++) {
            y[j][0] = Right::pair(b, n + j * 8 + group, k);
            y[j][1] = Right::pair(b, n + j * 8 + group, k + 8);
        }
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
            u32 x[4] = {
                Left::pair(a, m + i * 16, k),
                Left::pair(a, m + i * 16 + 8, k),
                Left::pair(a, m + i * 16, k + 8),
                Left::pair(a, m + i * 16 + 8, k + 8)};
#pragma unroll
            for (int j = 0; j < COLUMNS; j++) multiplyBf16(sums[i][j], x, y[j]);
        }
    }

    template <class E> BNC_DEVICE void finish(const E& epilogue, int firstRow, int firstColumn) const {
#pragma unroll
        for (int i = 0; i < ROWS; i++) {
#pragma unroll
            for (int j = 0; j < COLUMNS; j++) {
#pragma unroll
                for (int v = 0; v < 4; v++) {
                    int row = firstRow + m + i * 16 + v / 2 * 8;
                    int column = firstColumn + n + j * 8 + 2 * lane + v % 2;
                    if (row < P::M && column < P::N) epilogue.put(row, column, sums[i][j][v]);
                }
            }
        }
    }
};

// A tile of the product: blocks x count through the tiles, first along the columns (rows may have more tiles than a grid may
// be high), block z has a slice of k. While one step is computed, the next STAGES - 1 are on their way. P names the sizes,
// shared holds STAGES stages of both factors.
template <class P, class A, class B, class Math, class S, class T, class E>
BNC_DEVICE void product(const Block& block, const S* a, const T* b, const E& epilogue, float* shared) {
    typedef Stage<A, P::TILE_M, P::THREADS, S> Left;
    typedef Stage<B, P::TILE_N, P::THREADS, T> Right;
    constexpr int STAGE = Left::FLOATS + Right::FLOATS;
    constexpr int ACROSS = (P::N + P::TILE_N - 1) / P::TILE_N;
    int m = block.x / ACROSS * P::TILE_M, n = block.x % ACROSS * P::TILE_N;
    int k = block.z * P::SLICE, end = min(P::DEPTH, k + P::SLICE);
    Left left(m);
    Right right(n);
    Math math;
    auto fetch = [&](int stage, int from) {
        if (from < end) {
            left.fetch(shared + stage * STAGE, a, from, end);
            right.fetch(shared + stage * STAGE + Left::FLOATS, b, from, end);
        }
        commitCopies();
    };
#pragma unroll
    for (int s = 0; s < P::STAGES - 1; s++) fetch(s, k + s * STEP);
    int stage = 0, free = P::STAGES - 1;
    for (; k < end; k += STEP) {
        awaitCopies<P::STAGES - 2>();
        // All have what was awaited, and none still reads the stage that is filled next.
        __syncthreads();
        fetch(free, k + (P::STAGES - 1) * STEP);
        math.step(shared + stage * STAGE, shared + stage * STAGE + Left::FLOATS);
        stage = stage + 1 == P::STAGES ? 0 : stage + 1, free = free + 1 == P::STAGES ? 0 : free + 1;
    }
    awaitCopies<0>();
    math.finish(epilogue, m, n);
}

// A convolution in which each channel has filters of its own: left[m, k] differs from column to column. F is Patches or
// Cells, whose k counts through the kernel only; right [taps, columns].
template <class W, class F, int LANES, int RIGHT_STRIDE, class S, class T>
BNC_DEVICE Lanes<LANES> depthwise(const S* a, const T* b, int row, int column) {
    Place line = F::line(row);
    Lanes<LANES> sum;
#pragma unroll
    for (int v = 0; v < LANES; v++) sum.at[v] = 0.0f;
#pragma unroll
    for (int tap = 0; tap < W::KERNEL_H * W::KERNEL_W; tap++) {
        const S* from = F::at(a, line, tap * W::CHANNELS + column);
        if (!from) continue;
        Lanes<LANES> x = load<LANES>(from), y = load<LANES>(b + tap * RIGHT_STRIDE + column);
#pragma unroll
        for (int v = 0; v < LANES; v++) sum.at[v] = fmaf(x.at[v], y.at[v], sum.at[v]);
    }
    return sum;
}
