// Quantiles of columns: block x does column x of ROWS rows, STRIDE floats apart. Values are compared as numbers in whose
// order they are, and the one looked for is found bit by bit: 32 counts, nothing is sorted or kept.

// Larger floats have larger numbers; -0 comes right before 0.
BNC_DEVICE u32 numberOf(float x) {
    u32 bits = __float_as_uint(x);
    return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

BNC_DEVICE float floatOf(u32 number) {
    return __uint_as_float(number & 0x80000000u ? number & 0x7fffffffu : ~number);
}

// The value in a row of the column.
template <class Q, class X> BNC_DEVICE float rowOf(X x, int row) { return x[(long) row * Q::STRIDE]; }

// The sum of what all threads have; shared holds a float a thread.
BNC_DEVICE int blockTotal(int mine, float* shared) {
    int* parts = (int*) shared;
    __syncthreads();
    parts[threadIdx.x] = mine;
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if ((int) threadIdx.x < half) parts[threadIdx.x] += parts[threadIdx.x + half];
    }
    __syncthreads();
    return parts[0];
}

// The value that has exactly PLACE values before it when sorted: the largest number that at most PLACE are less than.
template <class Q, class X> BNC_DEVICE float valueAt(X x, int place, float* shared) {
    u32 found = 0;
    for (int bit = 31; bit >= 0; bit--) {
        u32 tried = found | 1u << bit;
        int less = 0;
        for (int row = threadIdx.x; row < Q::ROWS; row += blockDim.x) less += numberOf(rowOf<Q>(x, row)) < tried;
        if (blockTotal(less, shared) <= place) found = tried;
    }
    return floatOf(found);
}

// Whether a value is no number.
template <class Q, class X> BNC_DEVICE bool anyNan(X x, float* shared) {
    int found = 0;
    for (int row = threadIdx.x; row < Q::ROWS; row += blockDim.x) found += !(rowOf<Q>(x, row) == rowOf<Q>(x, row));
    return blockTotal(found, shared) > 0;
}

template <class Q, class X> BNC_DEVICE float quantile(X x, float* shared) {
    if (anyNan<Q>(x, shared)) return __uint_as_float(0x7fc00000u);
    float lower = valueAt<Q>(x, Q::LOWER, shared);
    if (!Q::BETWEEN) return lower;
    return lower + Q::share() * (valueAt<Q>(x, Q::LOWER + 1, shared) - lower);
}

// The first row that has the value; ROWS if none has.
template <class Q, class X> BNC_DEVICE int firstRow(X x, float value, float* shared) {
    int* rows = (int*) shared;
    int first = Q::ROWS;
    for (int row = threadIdx.x; row < Q::ROWS && first == Q::ROWS; row += blockDim.x) {
        if (rowOf<Q>(x, row) == value) first = row;
    }
    __syncthreads();
    rows[threadIdx.x] = first;
    for (int half = blockDim.x / 2; half > 0; half /= 2) {
        __syncthreads();
        if ((int) threadIdx.x < half && rows[threadIdx.x + half] < rows[threadIdx.x]) rows[threadIdx.x] = rows[threadIdx.x + half];
    }
    __syncthreads();
    return rows[0];
}

// dy in shares to the first rows with the values the quantile lies between; 0 to the others.
template <class Q, class X, class Y> BNC_DEVICE void quantileGradient(float dy, X x, Y dx, float* shared) {
    int lower = Q::ROWS, upper = Q::ROWS;
    if (!anyNan<Q>(x, shared)) {
        lower = firstRow<Q>(x, valueAt<Q>(x, Q::LOWER, shared), shared);
        if (Q::BETWEEN) upper = firstRow<Q>(x, valueAt<Q>(x, Q::LOWER + 1, shared), shared);
    }
    for (int row = threadIdx.x; row < Q::ROWS; row += blockDim.x) {
        float share = (row == lower ? 1.0f - Q::share() : 0.0f) + (row == upper ? Q::share() : 0.0f);
        dx[(long) row * Q::STRIDE_TO] = share * dy;
    }
}
