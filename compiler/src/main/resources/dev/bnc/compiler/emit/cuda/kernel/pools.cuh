// Pools over images [n, h, w, c] and their gradients. W names the sizes: images of HEIGHT x WIDTH cells, PLACES_H x PLACES_W
// places of the window. A thread does one place (or cell) and LANES channels. Gradients gather: each cell asks the windows
// it is in, so nothing is added by two threads.

// Calls visit(cell offset) for the cells of a window inside its image, in row-major order.
template <class W, class Visit> BNC_DEVICE void cellsOf(int place, Visit visit) {
    int n = place / (W::PLACES_H * W::PLACES_W), j = place % (W::PLACES_H * W::PLACES_W);
    int top = j / W::PLACES_W * W::STRIDE_H - W::TOP, left = j % W::PLACES_W * W::STRIDE_W - W::LEFT;
#pragma unroll
    for (int a = 0; a < W::KERNEL_H; a++) {
        int y = top + a * W::DILATION_H;
        if ((unsigned) y >= (unsigned) W::HEIGHT) continue;
#pragma unroll
        for (int b = 0; b < W::KERNEL_W; b++) {
            int x = left + b * W::DILATION_W;
            if ((unsigned) x < (unsigned) W::WIDTH) visit((n * W::HEIGHT + y) * W::WIDTH + x);
        }
    }
}

// Calls visit(place) for the places whose window has the cell, in row-major order.
template <class W, class Visit> BNC_DEVICE void placesOf(int cell, Visit visit) {
    int n = cell / (W::HEIGHT * W::WIDTH), j = cell % (W::HEIGHT * W::WIDTH);
    int y = j / W::WIDTH + W::TOP, x = j % W::WIDTH + W::LEFT;
#pragma unroll
    for (int a = W::KERNEL_H - 1; a >= 0; a--) {
        int down = y - a * W::DILATION_H;
        if (down < 0 || down % W::STRIDE_H != 0 || down / W::STRIDE_H >= W::PLACES_H) continue;
#pragma unroll
        for (int b = W::KERNEL_W - 1; b >= 0; b--) {
            int right = x - b * W::DILATION_W;
            if (right < 0 || right % W::STRIDE_W != 0 || right / W::STRIDE_W >= W::PLACES_W) continue;
            visit((n * W::PLACES_H + down / W::STRIDE_H) * W::PLACES_W + right / W::STRIDE_W);
        }
    }
}

// The largest cell, or the first NaN; minus infinity where the window has no cell.
template <class W, int LANES, class T> BNC_DEVICE Lanes<LANES> maxPool(const T* x, int place, int column) {
    Lanes<LANES> best;
#pragma unroll
    for (int v = 0; v < LANES; v++) best.at[v] = negativeInfinity();
    cellsOf<W>(place, [&](int cell) {
        Lanes<LANES> at = load<LANES>(x + (long) cell * W::X_STRIDE + column);
#pragma unroll
        for (int v = 0; v < LANES; v++) {
            if (at.at[v] > best.at[v] || at.at[v] != at.at[v]) best.at[v] = at.at[v];
        }
    });
    return best;
}

// What a cell gets of dy: that of each window whose first largest cell it is.
template <class W, int LANES, class S, class T>
BNC_DEVICE Lanes<LANES> maxPoolGradient(const S* dy, const T* x, int cell, int column) {
    Lanes<LANES> sum = {};
    placesOf<W>(cell, [&](int place) {
        Lanes<LANES> best;
        int first[LANES];
#pragma unroll
        for (int v = 0; v < LANES; v++) best.at[v] = negativeInfinity(), first[v] = -1;
        cellsOf<W>(place, [&](int other) {
            Lanes<LANES> at = load<LANES>(x + (long) other * W::X_STRIDE + column);
#pragma unroll
            for (int v = 0; v < LANES; v++) {
                if (first[v] < 0 || at.at[v] > best.at[v]) best.at[v] = at.at[v], first[v] = other;
            }
        });
        Lanes<LANES> d = load<LANES>(dy + (long) place * W::DY_STRIDE + column);
#pragma unroll
        for (int v = 0; v < LANES; v++) {
            if (first[v] == cell) sum.at[v] += d.at[v];
        }
    });
    return sum;
}

// By what the sum over a window is divided: all of it where padding counts, else its cells inside the image.
template <class W> BNC_DEVICE float divisor(int place) {
    if (W::COUNT_PADDING) return (float) (W::KERNEL_H * W::KERNEL_W);
    int count = 0;
    cellsOf<W>(place, [&](int) { count++; });
    return (float) max(count, 1);
}

template <class W, int LANES, class T> BNC_DEVICE Lanes<LANES> avgPool(const T* x, int place, int column) {
    Lanes<LANES> sum = {};
    cellsOf<W>(place, [&](int cell) {
        Lanes<LANES> at = load<LANES>(x + (long) cell * W::X_STRIDE + column);
#pragma unroll
        for (int v = 0; v < LANES; v++) sum.at[v] += at.at[v];
    });
    float share = divisor<W>(place);
#pragma unroll
    for (int v = 0; v < LANES; v++) sum.at[v] /= share;
    return sum;
}

template <class W, int LANES, class T> BNC_DEVICE Lanes<LANES> avgPoolGradient(const T* dy, int cell, int column) {
    Lanes<LANES> sum = {};
    placesOf<W>(cell, [&](int place) {
        float share = divisor<W>(place);
        Lanes<LANES> d = load<LANES>(dy + (long) place * W::DY_STRIDE + column);
#pragma unroll
        for (int v = 0; v < LANES; v++) sum.at[v] += d.at[v] / share;
    });
    return sum;
}

// Pools over whole images: block (x, y) does a tile of 32 columns of example y. POSITIONS rows of STRIDE floats each.
// A warp's lanes are columns; warps share the positions.

// shared holds a float a thread.
template <class G, class T> BNC_DEVICE float spatialSum(const Block& block, const T* x, float* shared) {
    int column = block.x * 32 + threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
    const T* image = x + (long) block.y * G::POSITIONS * G::STRIDE;
    float sum = 0.0f;
    if (column < G::COLUMNS) {
        for (int p = warp; p < G::POSITIONS; p += warps) sum += image[(long) p * G::STRIDE + column];
    }
    shared[threadIdx.x] = sum;
    __syncthreads();
    float total = 0.0f;
    for (int w = 0; w < warps; w++) total += shared[w * 32 + threadIdx.x % 32];
    return total;
}

struct Largest {
    float value;
    int position;

    // The larger one; of equals the first.
    BNC_DEVICE void meet(float x, int p) {
        if (position < 0 || x > value || (x == value && p < position)) value = x, position = p;
    }
};

// shared holds two floats a thread.
template <class G, class T> BNC_DEVICE Largest globalMax(const Block& block, const T* x, float* shared) {
    int column = block.x * 32 + threadIdx.x % 32, warp = threadIdx.x / 32, warps = blockDim.x / 32;
    const T* image = x + (long) block.y * G::POSITIONS * G::STRIDE;
    Largest best = {0.0f, -1};
    if (column < G::COLUMNS) {
        for (int p = warp; p < G::POSITIONS; p += warps) best.meet(image[(long) p * G::STRIDE + column], p);
    }
    int* positions = (int*) shared + blockDim.x;
    shared[threadIdx.x] = best.value, positions[threadIdx.x] = best.position;
    __syncthreads();
    Largest all = {0.0f, -1};
    for (int w = 0; w < warps; w++) {
        int other = w * 32 + threadIdx.x % 32;
        if (positions[other] >= 0) all.meet(shared[other], positions[other]);
    }
    return all;
}
