// Reductions over the rows of a matrix [rows, columns], a column each. A block takes a tile of columns and a chunk of rows:
// WIDTH threads abreast, each LANES columns, and as many of them on top of one another as the block has room for. Chunks and
// threads combine in a fixed order, so the same shapes always give the same bits.
template <int WIDTH, int LANES> struct ColumnTile {
    int across, down, column, depth;

    BNC_DEVICE ColumnTile() {
        across = threadIdx.x % WIDTH, down = threadIdx.x / WIDTH;
        column = (blockIdx.x * WIDTH + across) * LANES;
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

// Sums of T::of(lanes, row, column) over the rows of chunk blockIdx.y; then T::take(column, sum).
template <class T, class Operands> BNC_DEVICE void columnSums(const Operands& operands, float* shared) {
    ColumnTile<T::WIDTH, T::LANES> tile;
    Sum sums[T::LANES];
#pragma unroll
    for (int v = 0; v < T::LANES; v++) sums[v] = emptySum();
    if (tile.column < T::COLUMNS) {
        int end = min(T::ROWS, (int) (blockIdx.y + 1) * T::GRAIN);
#pragma unroll 4
        for (int row = blockIdx.y * T::GRAIN + tile.down; row < end; row += tile.depth) {
            Lanes<T::LANES> x = operands.of(row, tile.column);
#pragma unroll
            for (int v = 0; v < T::LANES; v++) sums[v].add(x.at[v]);
        }
    }
    combineDown<T::WIDTH, T::LANES>(sums, tile, shared);
    if (tile.down == 0 && tile.column < T::COLUMNS) operands.take(tile.column, sums);
}

// Moments of x over the rows of chunk blockIdx.y; then take(column, moments).
template <class T, class Operands> BNC_DEVICE void columnMoments(const Operands& operands, float* shared) {
    ColumnTile<T::WIDTH, T::LANES> tile;
    Gatherer gatherers[T::LANES];
#pragma unroll
    for (int v = 0; v < T::LANES; v++) gatherers[v] = emptyGatherer();
    if (tile.column < T::COLUMNS) {
        int end = min(T::ROWS, (int) (blockIdx.y + 1) * T::GRAIN);
#pragma unroll 4
        for (int row = blockIdx.y * T::GRAIN + tile.down; row < end; row += tile.depth) {
            Lanes<T::LANES> x = operands.of(row, tile.column);
#pragma unroll
            for (int v = 0; v < T::LANES; v++) gatherers[v].add(x.at[v]);
        }
    }
    Moments sets[T::LANES];
#pragma unroll
    for (int v = 0; v < T::LANES; v++) sets[v] = gatherers[v].moments();
    combineDown<T::WIDTH, T::LANES>(sets, tile, shared);
    if (tile.down == 0 && tile.column < T::COLUMNS) operands.take(tile.column, sets);
}

// Mean and biased variance of sets [chunks, 3, columns]: counts, means, squares.
template <class T> BNC_DEVICE void meetMoments(const float* parts, float* mean, float* variance, float* shared) {
    ColumnTile<T::WIDTH, 1> tile;
    Moments sets[1] = {{0.0f, 0.0f, 0.0f}};
    if (tile.column < T::COLUMNS) {
        for (int chunk = tile.down; chunk < T::ROWS; chunk += tile.depth) {
            const float* from = parts + (long) chunk * (3 * T::COLUMNS) + tile.column;
            Moments part = {from[0], from[T::COLUMNS], from[2 * T::COLUMNS]};
            sets[0].add(part);
        }
    }
    combineDown<T::WIDTH, 1>(sets, tile, shared);
    if (tile.down == 0 && tile.column < T::COLUMNS) {
        mean[tile.column] = sets[0].mean, variance[tile.column] = sets[0].squares / sets[0].count;
    }
}
