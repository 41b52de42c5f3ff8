// Group norm (layer norm with one group, instance norm with as many as channels) and local response norm. A block does one
// group of one example: POSITIONS rows of WIDTH channels, the rows STRIDE floats apart. G names the sizes, EPS the epsilon.

// Calls visit(offset, channel) for the elements of block (group, example) that are this thread's.
template <class G, class Visit> BNC_DEVICE void elementsOf(const Block& block, Visit visit) {
    int first = block.x * G::WIDTH;
    for (int i = threadIdx.x; i < G::POSITIONS * G::WIDTH; i += blockDim.x) {
        int position = i / G::WIDTH, channel = first + i % G::WIDTH;
        visit((long) (block.y * G::POSITIONS + position) * G::CHANNELS + channel, channel);
    }
}

// Mean and biased variance of the block's group; shared holds 96 floats.
template <class G> BNC_DEVICE Moments groupMoments(const Block& block, const float* x, float* shared) {
    Gatherer gatherer = emptyGatherer();
    elementsOf<G>(block, [&](long i, int) { gatherer.add(x[i]); });
    float origin = x[(long) block.y * G::POSITIONS * G::CHANNELS + block.x * G::WIDTH];
    Moments moments = blockMoments(gatherer.moments(origin), shared);
    moments.mean += origin;
    return moments;
}

template <class G> BNC_DEVICE float inverseDeviation(const Moments& moments) {
    return 1.0f / sqrtf(moments.squares / moments.count + G::eps());
}

// (x - mean) / sqrt(variance + eps) * gamma + beta; gamma and beta may be null.
template <class G>
BNC_DEVICE void groupNorm(
    const Block& block, const float* x, const float* gamma, const float* beta, float* y, float* shared) {
    Moments moments = groupMoments<G>(block, x, shared);
    float inverse = inverseDeviation<G>(moments);
    elementsOf<G>(block, [&](long i, int c) {
        float normalized = (x[i] - moments.mean) * inverse;
        y[i] = normalized * (gamma ? gamma[c] : 1.0f) + (beta ? beta[c] : 0.0f);
    });
}

// (g - mean(g) - xhat * mean(g * xhat)) / sqrt(variance + eps) with g = gamma * dy; gamma may be null.
template <class G>
BNC_DEVICE void groupNormGradient(
    const Block& block, const float* dy, const float* x, const float* gamma, float* dx, float* shared) {
    Moments moments = groupMoments<G>(block, x, shared);
    float inverse = inverseDeviation<G>(moments), count = G::POSITIONS * G::WIDTH;
    Sum plain = emptySum(), projected = emptySum();
    elementsOf<G>(block, [&](long i, int c) {
        float g = dy[i] * (gamma ? gamma[c] : 1.0f);
        plain.add(g), projected.add(g * ((x[i] - moments.mean) * inverse));
    });
    float mean = blockSum(plain, shared).value() / count, along = blockSum(projected, shared).value() / count;
    elementsOf<G>(block, [&](long i, int c) {
        float g = dy[i] * (gamma ? gamma[c] : 1.0f);
        dx[i] = (g - mean - (x[i] - moments.mean) * inverse * along) * inverse;
    });
}

// Sums of dy * xhat of each channel of the block's group, one row of [examples, channels]. Warps take channels.
template <class G>
BNC_DEVICE void groupNormScaleGradient(
    const Block& block, const float* dy, const float* x, float* parts, float* shared) {
    Moments moments = groupMoments<G>(block, x, shared);
    float inverse = inverseDeviation<G>(moments);
    int lane = threadIdx.x % 32;
    for (int c = threadIdx.x / 32; c < G::WIDTH; c += blockDim.x / 32) {
        int channel = block.x * G::WIDTH + c;
        Sum sum = emptySum();
        for (int p = lane; p < G::POSITIONS; p += 32) {
            long i = (long) (block.y * G::POSITIONS + p) * G::CHANNELS + channel;
            sum.add(dy[i] * ((x[i] - moments.mean) * inverse));
        }
        sum = warpSum(sum);
        if (lane == 0) parts[(long) block.y * G::CHANNELS + channel] = sum.value();
    }
}

// base = k + alpha / size * (sum of squares of the channels around c), of one row.
template <class L> BNC_DEVICE float responseBase(const float* row, int c) {
    int from = max(0, c - L::BEFORE), to = min(L::CHANNELS - 1, c + L::BEHIND);
    float squares = 0.0f;
    for (int j = from; j <= to; j++) squares = fmaf(row[j], row[j], squares);
    return L::k() + L::share() * squares;
}

// x * base^-beta.
template <class L> BNC_DEVICE float responseNorm(const float* row, int c) {
    return row[c] * powf(responseBase<L>(row, c), -L::beta());
}

// dy_c * base_c^-beta - 2 * share * beta * x_c * sum of dy_j * x_j * base_j^(-beta - 1) over the channels j that see c.
template <class L> BNC_DEVICE float responseNormGradient(const float* dy, const float* row, int c) {
    int from = max(0, c - L::BEHIND), to = min(L::CHANNELS - 1, c + L::BEFORE);
    float pulled = 0.0f;
    for (int j = from; j <= to; j++) {
        pulled += dy[j] * row[j] * powf(responseBase<L>(row, j), -L::beta() - 1.0f);
    }
    return dy[c] * powf(responseBase<L>(row, c), -L::beta()) - 2.0f * L::share() * L::beta() * row[c] * pulled;
}
