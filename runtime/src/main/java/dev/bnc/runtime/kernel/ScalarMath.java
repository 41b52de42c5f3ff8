package dev.bnc.runtime.kernel;

/// Elementary functions on `float`, written so that [VectorMath] can do the same operations in the same order: both
/// give the same bits. Largest errors, in units in the last place, are those [VectorMath] states.
///
/// The polynomials of `exp`, `log` and `erf` are those N. Juffa published for single precision.
public final class ScalarMath {
    /// Adding it rounds to a whole number and leaves that in the low bits: 1.5 * 2^23.
    static final float ROUNDER = 12582912f;

    static final int ROUNDER_BITS = 0x4b400000;
    static final float LOG2_E = 1.442695f;
    static final float LN2_HIGH = 0.69314575f;
    static final float LN2_LOW = 1.4286068e-6f;
    static final float LN2 = 0.6931472f;

    /// Above, `exp` is infinite.
    static final float EXP_OVERFLOW = 88.72284f;
    /// Below, `exp` is zero.
    static final float EXP_UNDERFLOW = -103.97208f;

    static final float EXP_6 = 0.0013780594f;
    static final float EXP_5 = 0.0083731245f;
    static final float EXP_4 = 0.041669536f;
    static final float EXP_3 = 0.16666472f;
    static final float EXP_2 = 0.49999985f;

    /// Bits of 2/3: `log` splits its argument so that the mantissa lies in `[2/3, 4/3)`.
    static final int LOG_SPLIT = 0x3f2aaaab;

    static final int EXPONENT_MASK = 0xff800000;
    static final float SUBNORMAL_SCALE = 8388608f;
    static final float SUBNORMAL_EXPONENT = -23f;
    static final float ULP_OF_ONE = 1.1920929e-7f;

    static final float LOG_9 = -0.13031006f;
    static final float LOG_8 = 0.14086914f;
    static final float LOG_7 = -0.12148351f;
    static final float LOG_6 = 0.13981485f;
    static final float LOG_5 = -0.16684613f;
    static final float LOG_4 = 0.20012034f;
    static final float LOG_3 = -0.2499962f;
    static final float LOG_2 = 0.33333197f;

    static final float TANH_SPLIT = 0.55f;
    static final float TANH_9 = 0.01573944f;
    static final float TANH_7 = -0.052302558f;
    static final float TANH_5 = 0.13315247f;
    static final float TANH_3 = -0.33332768f;

    static final float ERF_SPLIT = 0.9277344f;
    static final float ERF_TAIL_6 = -1.7285347e-5f;
    static final float ERF_TAIL_5 = 0.00038319713f;
    static final float ERF_TAIL_4 = -0.0038839644f;
    static final float ERF_TAIL_3 = 0.024254622f;
    static final float ERF_TAIL_2 = -0.10677788f;
    static final float ERF_TAIL_1 = -0.6348467f;
    static final float ERF_TAIL_0 = -0.12871751f;
    static final float ERF_11 = -0.0005967617f;
    static final float ERF_9 = 0.0049911942f;
    static final float ERF_7 = -0.026768135f;
    static final float ERF_5 = 0.112819925f;
    static final float ERF_3 = -0.37612534f;
    static final float ERF_1 = 0.12837917f;

    private ScalarMath() {}

    /// `e^x`.
    public static float exp(float x) {
        float rounded = Math.fma(x, LOG2_E, ROUNDER);
        float whole = rounded - ROUNDER;
        float f = Math.fma(whole, -LN2_LOW, Math.fma(whole, -LN2_HIGH, x));
        float power = Math.fma(tail(f), f, 1f);
        int exponent = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
        int half = exponent >> 1;
        float result = power * power(half) * power(exponent - half);
        float bounded = x > EXP_OVERFLOW ? Float.POSITIVE_INFINITY : result;
        return x < EXP_UNDERFLOW ? 0f : bounded;
    }

    /// `e^x - 1`, accurate near 0.
    public static float expm1(float x) {
        float rounded = Math.fma(x, LOG2_E, ROUNDER);
        float whole = rounded - ROUNDER;
        float f = Math.fma(whole, -LN2_LOW, Math.fma(whole, -LN2_HIGH, x));
        float power = tail(f) * f;
        // Half the power first, so that it does not overflow before its time.
        float half = power(Float.floatToRawIntBits(rounded) - ROUNDER_BITS - 1);
        float sum = Math.fma(power, half, half - 0.5f);
        float bounded = x > EXP_OVERFLOW ? Float.POSITIVE_INFINITY : sum + sum;
        return x < EXPM1_FLOOR ? -1f : bounded;
    }

    /// Below, `expm1` is -1 to the last bit.
    static final float EXPM1_FLOOR = -18f;

    /// `(e^f - 1) / f` for `|f| <= ln(2) / 2`.
    private static float tail(float f) {
        float r = Math.fma(EXP_6, f, EXP_5);
        r = Math.fma(r, f, EXP_4);
        r = Math.fma(r, f, EXP_3);
        r = Math.fma(r, f, EXP_2);
        return Math.fma(r, f, 1f);
    }

    /// `2^exponent` for a normal result.
    private static float power(int exponent) {
        return Float.intBitsToFloat((exponent + 127) << 23);
    }

    /// Natural logarithm.
    public static float log(float x) {
        boolean subnormal = x < Float.MIN_NORMAL;
        float scaled = subnormal ? x * SUBNORMAL_SCALE : x;
        int bits = Float.floatToRawIntBits(scaled);
        int exponent = (bits - LOG_SPLIT) & EXPONENT_MASK;
        float f = Float.intBitsToFloat(bits - exponent) - 1f;
        float whole = Math.fma((float) exponent, ULP_OF_ONE, subnormal ? SUBNORMAL_EXPONENT : 0f);
        float result = Math.fma(whole, LN2, logOnePlus(f));
        float bounded = x == Float.POSITIVE_INFINITY ? x : result;
        float defined = x >= 0f ? bounded : Float.NaN;
        return x == 0f ? Float.NEGATIVE_INFINITY : defined;
    }

    /// `log(1 + f)` for `f` in `[-1/3, 1/3)`.
    private static float logOnePlus(float f) {
        float s = f * f;
        float r = Math.fma(LOG_9, s, LOG_7);
        float t = Math.fma(LOG_8, s, LOG_6);
        r = Math.fma(r, s, LOG_5);
        t = Math.fma(t, s, LOG_4);
        r = Math.fma(r, s, LOG_3);
        r = Math.fma(t, f, r);
        r = Math.fma(r, f, LOG_2);
        r = Math.fma(r, f, -0.5f);
        return Math.fma(r, s, f);
    }

    /// Hyperbolic tangent.
    public static float tanh(float x) {
        float size = Math.abs(x);
        float far = Math.copySign(1f - 2f / (exp(size + size) + 1f), x);
        float s = x * x;
        float r = Math.fma(TANH_9, s, TANH_7);
        r = Math.fma(r, s, TANH_5);
        r = Math.fma(r, s, TANH_3);
        float near = Math.fma(r * s, x, x);
        return size < TANH_SPLIT ? near : far;
    }

    /// Logistic function, `1 / (1 + e^-x)`.
    public static float sigmoid(float x) {
        return 1f / (1f + exp(-x));
    }

    /// Error function.
    public static float erf(float x) {
        float t = Math.abs(x);
        float s = x * x;
        float r = Math.fma(ERF_TAIL_6, t, ERF_TAIL_5);
        float u = Math.fma(ERF_TAIL_4, t, ERF_TAIL_3);
        r = Math.fma(r, s, u);
        r = Math.fma(r, t, ERF_TAIL_2);
        r = Math.fma(r, t, ERF_TAIL_1);
        r = Math.fma(r, t, ERF_TAIL_0);
        float far = Math.copySign(1f - exp(Math.fma(r, t, -t)), x);
        float n = Math.fma(ERF_11, s, ERF_9);
        n = Math.fma(n, s, ERF_7);
        n = Math.fma(n, s, ERF_5);
        n = Math.fma(n, s, ERF_3);
        n = Math.fma(n, s, ERF_1);
        return t > ERF_SPLIT ? far : Math.fma(n, x, x);
    }

    /// `log(1 + e^x)`.
    public static float softplus(float x) {
        float e = exp(-Math.abs(x));
        float sum = 1f + e;
        // What the sum rounded away, given back: log(1 + e) = log(sum) + (e - (sum - 1)) / sum, to first order.
        return Math.max(x, 0f) + (log(sum) + (e - (sum - 1f)) / sum);
    }
}
