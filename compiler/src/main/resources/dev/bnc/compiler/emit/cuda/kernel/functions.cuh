// Elementary functions of fused loops. The device's own are within 2 units in the last place, which is what the JVM's
// are within; fast approximations are not used.
BNC_DEVICE float sigmoidOf(float x) { return 1.0f / (1.0f + expf(-x)); }

// log(1 + e^x), without overflow.
BNC_DEVICE float softplusOf(float x) { return fmaxf(x, 0.0f) + log1pf(expf(-fabsf(x))); }

// (1 + erf(x / sqrt 2)) / 2.
BNC_DEVICE float normalDistributionOf(float x) { return (1.0f + erff(x * 0.70710678f)) * 0.5f; }

// (1 + erf(x / sqrt 2)) / 2 + x * exp(-x * x / 2) / sqrt(2 pi).
BNC_DEVICE float geluSlopeOf(float x) {
    return normalDistributionOf(x) + x * (expf(x * x * -0.5f) * 0.39894228f);
}

// s * (1 + x * (1 - s)) with s = sigmoid(x).
BNC_DEVICE float siluSlopeOf(float x) {
    float s = sigmoidOf(x);
    return s * (1.0f + x * (1.0f - s));
}

// Maximum and minimum that are NaN where an operand is.
BNC_DEVICE float largerOf(float a, float b) { return a > b || a != a ? a : b; }
BNC_DEVICE float smallerOf(float a, float b) { return a < b || a != a ? a : b; }

// 1, 0 or -1; zeros and NaN stay.
BNC_DEVICE float signOf(float x) { return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x; }
