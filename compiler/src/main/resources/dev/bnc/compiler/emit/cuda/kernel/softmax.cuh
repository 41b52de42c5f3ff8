// Softmax over the columns of each row, and classification losses. A warp does a row; R names the sizes.

template <class R> BNC_DEVICE float largestOfRow(const float* x) {
    float largest = negativeInfinity();
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) largest = fmaxf(largest, x[c]);
    return warpMax(largest);
}

// Sum of exp(x - largest).
template <class R> BNC_DEVICE float exponentials(const float* x, float largest) {
    float sum = 0.0f;
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) sum += expf(x[c] - largest);
    return warpSum(sum);
}

template <class R> BNC_DEVICE void softmaxRow(const float* x, float* y) {
    float largest = largestOfRow<R>(x), sum = exponentials<R>(x, largest);
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) y[c] = expf(x[c] - largest) / sum;
}

template <class R> BNC_DEVICE void logSoftmaxRow(const float* x, float* y) {
    float largest = largestOfRow<R>(x), size = logf(exponentials<R>(x, largest));
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) y[c] = x[c] - largest - size;
}

// y * (dy - sum(dy * y)).
template <class R> BNC_DEVICE void softmaxGradientRow(const float* dy, const float* y, float* dx) {
    float sum = 0.0f;
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) sum += dy[c] * y[c];
    sum = warpSum(sum);
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) dx[c] = y[c] * (dy[c] - sum);
}

// dy - exp(y) * sum(dy).
template <class R> BNC_DEVICE void logSoftmaxGradientRow(const float* dy, const float* y, float* dx) {
    float sum = 0.0f;
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) sum += dy[c];
    sum = warpSum(sum);
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) dx[c] = dy[c] - expf(y[c]) * sum;
}

// The label's place, or -1 if it is no class: results are then NaN, since a kernel cannot throw.
template <class R> BNC_DEVICE int labelOf(float label) {
    int place = (int) label;
    return (float) place == label && place >= 0 && place < R::COLUMNS ? place : -1;
}

// -log softmax(x)[label], in every lane.
template <class R> BNC_DEVICE float lossOfRow(const float* x, float label) {
    int place = labelOf<R>(label);
    float largest = largestOfRow<R>(x), size = logf(exponentials<R>(x, largest));
    return place < 0 ? __uint_as_float(0x7fc00000u) : size - (x[place] - largest);
}

// scale * (softmax(x) - one hot label).
template <class R> BNC_DEVICE void lossGradientRow(const float* x, float label, float scale, float* dx) {
    int place = labelOf<R>(label);
    float largest = largestOfRow<R>(x), sum = exponentials<R>(x, largest);
    float factor = place < 0 ? __uint_as_float(0x7fc00000u) : scale;
    for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) {
        dx[c] = factor * (expf(x[c] - largest) / sum - (c == place ? 1.0f : 0.0f));
    }
}

// The sum of the losses of rows block.x * warps + warp and every block.across * warps after it; shared holds 64 floats.
template <class R> BNC_DEVICE Sum losses(const Block& block, const float* x, const float* labels, float* shared) {
    int warp = threadIdx.x / 32, warps = blockDim.x / 32;
    Sum sum = emptySum();
    for (int row = block.x * warps + warp; row < R::ROWS; row += block.across * warps) {
        float loss = lossOfRow<R>(x + (long) row * R::STRIDE, labels[row]);
        if (threadIdx.x % 32 == 0) sum.add(loss);
    }
    return blockSum(sum, shared);
}

// Losses of all rows by one block, and their gradients, scale * (softmax(x) - one hot label), to dx; both dense. The sum
// of the losses, in every thread; shared holds 64 floats.
template <class R>
BNC_DEVICE Sum lossesAndGradients(const float* x, const float* labels, float scale, float* dx, float* shared) {
    Sum total = emptySum();
    for (int row = threadIdx.x / 32; row < R::ROWS; row += blockDim.x / 32) {
        const float* from = x + row * R::COLUMNS;
        int place = labelOf<R>(labels[row]);
        float largest = largestOfRow<R>(from), sum = exponentials<R>(from, largest);
        float nothing = __uint_as_float(0x7fc00000u), factor = place < 0 ? nothing : scale;
        for (int c = threadIdx.x % 32; c < R::COLUMNS; c += 32) {
            dx[row * R::COLUMNS + c] = factor * (expf(from[c] - largest) / sum - (c == place ? 1.0f : 0.0f));
        }
        if (threadIdx.x % 32 == 0) total.add(place < 0 ? nothing : logf(sum) - (from[place] - largest));
    }
    return blockSum(total, shared);
}
