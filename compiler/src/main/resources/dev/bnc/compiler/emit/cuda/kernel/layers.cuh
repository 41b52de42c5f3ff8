// A small matrix product and what follows it column by column, in one kernel: a block has all rows of its columns. So a dense
// layer, the statistics of its results, and the normalization by these are one launch, where there are few rows.
//
// P names the sizes: M rows, N columns, DEPTH, WIDTH columns of a block, LEFT_STRIDE, LEFT_LANES (4 if its rows can be copied 16 bytes
// at a time), RIGHT_LINE and RIGHT_DEPTH (the distance of neighbours in a column, and in depth), STAGES.
template <class P> struct LayerProduct {
    static constexpr int CHUNK = 32, ROW = CHUNK + 4; // rows are padded so that those of a warp meet different banks
    static constexpr int THREADS = 256, DOWN = THREADS / P::WIDTH;
    static constexpr int ROWS = (P::M + DOWN - 1) / DOWN;
    static constexpr int STAGE = (P::M + P::WIDTH) * ROW;

    // Starts copies of elements k to before k + CHUNK of all rows, and of the block's columns.
    static BNC_DEVICE void fetch(float* to, const float* a, const float* b, int first, int k) {
        constexpr int ABREAST = CHUNK / P::LEFT_LANES;
        int lane = threadIdx.x % ABREAST * P::LEFT_LANES;
        for (int row = threadIdx.x / ABREAST; row < P::M; row += THREADS / ABREAST) {
            bool present = k + lane < P::DEPTH;
            const float* from = a + (long) row * P::LEFT_STRIDE + k + lane;
            if constexpr (P::LEFT_LANES == 4) {
                copyAsync16(to + row * ROW + lane, present ? from : a, present);
            } else {
                copyAsync4(to + row * ROW + lane, present ? from : a, present);
            }
        }
        for (int i = threadIdx.x; i < P::WIDTH * CHUNK; i += THREADS) {
            int line = P::RIGHT_DEPTH == 1 ? i / CHUNK : i % P::WIDTH, at = P::RIGHT_DEPTH == 1 ? i % CHUNK : i / P::WIDTH;
            bool present = first + line < P::N && k + at < P::DEPTH;
            const float* from = b + (long) (first + line) * P::RIGHT_LINE + (long) (k + at) * P::RIGHT_DEPTH;
            copyAsync4(to + (P::M + line) * ROW + at, present ? from : b, present);
        }
    }

    template <class E> static BNC_DEVICE void run(const Block& block, const float* a, const float* b, const E& epilogue, float* shared) {
        int across = threadIdx.x % P::WIDTH, down = threadIdx.x / P::WIDTH, first = block.x * P::WIDTH;
        float sums[ROWS] = {};
        for (int s = 0; s < P::STAGES - 1; s++) {
            if (s * CHUNK < P::DEPTH) fetch(shared + s * STAGE, a, b, first, s * CHUNK);
            commitCopies();
        }
        int stage = 0, free = P::STAGES - 1;
        for (int k = 0; k < P::DEPTH; k += CHUNK) {
            awaitCopies<P::STAGES - 2>();
            __syncthreads();
            int ahead = k + (P::STAGES - 1) * CHUNK;
            if (ahead < P::DEPTH) fetch(shared + free * STAGE, a, b, first, ahead);
            commitCopies();
            const float* left = shared + stage * STAGE;
            const float* right = left + (P::M + across) * ROW;
#pragma unroll
            for (int v = 0; v < CHUNK; v += 4) {
                Lanes<4> y = load<4>(right + v);
#pragma unroll
                for (int i = 0; i < ROWS; i++) {
                    int row = down + i * DOWN;
                    if (P::M % DOWN != 0 && row >= P::M) break;
                    Lanes<4> x = load<4>(left + row * ROW + v);
#pragma unroll
                    for (int w = 0; w < 4; w++) sums[i] = fmaf(x.at[w], y.at[w], sums[i]);
                }
            }
            stage = stage + 1 == P::STAGES ? 0 : stage + 1, free = free + 1 == P::STAGES ? 0 : free + 1;
        }
        awaitCopies<0>();
        if (first + across < P::N) {
#pragma unroll
            for (int i = 0; i < ROWS; i++) {
                int row = down + i * DOWN;
                if (row < P::M) epilogue.put(row, first + across, sums[i]);
            }
        }
        __syncthreads(); // what follows uses the same shared memory
    }
};
