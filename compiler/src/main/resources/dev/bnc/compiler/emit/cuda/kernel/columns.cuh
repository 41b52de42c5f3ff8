// Reductions over the rows of a matrix [rows, columns], a column each. A block takes a tile of columns and a chunk of rows:
// WIDTH threads abreast, each LANES columns, and as many of them on top of one another as the block has room for. Chunks and
// threads combine in a fixed order, so the same shapes always give the same bits.
template <int WIDTH, int LANES> struct ColumnTile {
    int across, down, column, depth;

    BNC_DEVICE ColumnTile(const Block& block) {
        across = threadIdx.x % WIDTH, down = threadIdx.x / WIDTH;
        column = (block.x * WIDTH + across) * LANES;
        depth = blockDim.x / WIDTH;
    }
};

// Adds up what the threads above one another found: the first row of threads has the totals. shared holds 2 floats a
// thread.
template <int WIDTH, int LANES> BNC_DEVICE void combineDown(Sum (&sums)[LANES], const ColumnTile<WIDTH, LANES>& tile, float* shared) {
    int size = blockDim.x;
#pragma unroll
    for (int v = 0; v < LANES; v++) {
        __syncthreads();
        shared[threadIdx.x] = sums[v].high, shared[size + threadIdx.x] = sums[v].low;
        for (int apart = tile.depth / 2; apart > 0; apart /= 2) {
            __syncthreads();
            if (tile.down < apart) {
                int other = threadIdx.x + apart * WIDTH;
                Sum above = {shared[other], shared[size + other]};
                sums[v].add(above);
                shared[threadIdx.x] = sums[v].high, shared[size + threadIdx.x] = sums[v].low;
            }
        }
    }
}

// As above, for moments; shared holds 3 floats a thread.
template <int WIDTH, int LANES> BNC_DEVICE void combineDown(Moments (&sets)[LANES], const ColumnTile<WIDTH, LANES>& tile, float* shared) {
    int size = blockDim.x;
#pragma unroll
    for (int v = 0; v < LANES; v++) {
        __syncthreads();
        float* mine = shared + threadIdx.x;
        mine[0] = sets[v].count, mine[size] = sets[v].mean, mine[2 * size] = sets[v].squares;
        for (int apart = tile.depth / 2; apart > 0; apart /= 2) {
            __syncthreads();
            if (tile.down < apart) {
                const float* other = mine + apart * WIDTH;
                Moments above = {other[0], other[size], other[2 * size]};
                sets[v].add(above);
                mine[0] = sets[v].count, mine[size] = sets[v].mean, mine[2 * size] = sets[v].squares;
            }
        }
    }
}
