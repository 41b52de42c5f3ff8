package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Elementary functions on vectors of `float`. Each lane has the same bits as the function of the same name in
/// [ScalarMath] gives. Methods are small straight lines of code: emitted loops hold copies of them.
///
/// Largest errors against the exact value, in units in the last place: `exp`, `log` and `erf` 1, `expm1`, `sigmoid`
/// and `softplus` 3, `tanh` 2. NaN gives NaN, infinities what mathematics says. `sigmoid` is 0 below -88.7, where
/// the exact value is subnormal.
public final class VectorMath {
    /// The widest vectors the machine has.
    public static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;

    /// Integers of the same width.
    public static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    private VectorMath() {}

    /// Floats of the machine's widest vectors, for code that must not name the Vector API.
    public static int floats() {
        return SPECIES.length();
    }

    /// `e^x`.
    public static FloatVector exp(FloatVector x) {
        FloatVector rounded = x.fma(all(ScalarMath.LOG2_E), all(ScalarMath.ROUNDER));
        FloatVector whole = rounded.sub(ScalarMath.ROUNDER);
        FloatVector f = whole.fma(all(-ScalarMath.LN2_LOW), whole.fma(all(-ScalarMath.LN2_HIGH), x));
        FloatVector power = tail(f).fma(f, all(1f));
        IntVector exponent = rounded.reinterpretAsInts().sub(ScalarMath.ROUNDER_BITS);
        IntVector half = exponent.lanewise(VectorOperators.ASHR, 1);
        return boundExp(x, power.mul(power(half)).mul(power(exponent.sub(half))));
    }

    private static FloatVector boundExp(FloatVector x, FloatVector result) {
        return result.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, ScalarMath.EXP_OVERFLOW))
                .blend(0f, x.compare(VectorOperators.LT, ScalarMath.EXP_UNDERFLOW));
    }

    /// `e^x - 1`, accurate near 0.
    public static FloatVector expm1(FloatVector x) {
        FloatVector rounded = x.fma(all(ScalarMath.LOG2_E), all(ScalarMath.ROUNDER));
        FloatVector whole = rounded.sub(ScalarMath.ROUNDER);
        FloatVector f = whole.fma(all(-ScalarMath.LN2_LOW), whole.fma(all(-ScalarMath.LN2_HIGH), x));
        FloatVector half = power(rounded.reinterpretAsInts().sub(ScalarMath.ROUNDER_BITS + 1));
        FloatVector sum = tail(f).mul(f).fma(half, half.sub(0.5f));
        return sum.add(sum)
                .blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.GT, ScalarMath.EXP_OVERFLOW))
                .blend(-1f, x.compare(VectorOperators.LT, ScalarMath.EXPM1_FLOOR));
    }

    private static FloatVector tail(FloatVector f) {
        FloatVector r = all(ScalarMath.EXP_6).fma(f, all(ScalarMath.EXP_5));
        r = r.fma(f, all(ScalarMath.EXP_4));
        r = r.fma(f, all(ScalarMath.EXP_3));
        r = r.fma(f, all(ScalarMath.EXP_2));
        return r.fma(f, all(1f));
    }

    private static FloatVector power(IntVector exponent) {
        return exponent.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    /// Natural logarithm.
    public static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(ScalarMath.SUBNORMAL_SCALE), subnormal).reinterpretAsInts();
        IntVector exponent = bits.sub(ScalarMath.LOG_SPLIT).and(ScalarMath.EXPONENT_MASK);
        FloatVector f = bits.sub(exponent).reinterpretAsFloats().sub(1f);
        FloatVector start = all(0f).blend(ScalarMath.SUBNORMAL_EXPONENT, subnormal);
        FloatVector whole = asFloats(exponent).fma(all(ScalarMath.ULP_OF_ONE), start);
        return boundLog(x, whole.fma(all(ScalarMath.LN2), logOnePlus(f)));
    }

    private static FloatVector asFloats(IntVector x) {
        return (FloatVector) x.convert(VectorOperators.I2F, 0);
    }

    private static FloatVector boundLog(FloatVector x, FloatVector result) {
        return result.blend(Float.POSITIVE_INFINITY, x.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY))
                .blend(Float.NaN, x.compare(VectorOperators.GE, 0f).not())
                .blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }

    private static FloatVector logOnePlus(FloatVector f) {
        FloatVector s = f.mul(f);
        FloatVector r = all(ScalarMath.LOG_9).fma(s, all(ScalarMath.LOG_7));
        FloatVector t = all(ScalarMath.LOG_8).fma(s, all(ScalarMath.LOG_6));
        r = r.fma(s, all(ScalarMath.LOG_5));
        t = t.fma(s, all(ScalarMath.LOG_4));
        r = r.fma(s, all(ScalarMath.LOG_3));
        r = t.fma(f, r);
        r = r.fma(f, all(ScalarMath.LOG_2));
        r = r.fma(f, all(-0.5f));
        return r.fma(s, f);
    }

    /// Hyperbolic tangent.
    public static FloatVector tanh(FloatVector x) {
        FloatVector size = x.abs();
        FloatVector far = withSign(all(1f).sub(all(2f).div(exp(size.add(size)).add(1f))), x);
        return far.blend(tanhNear(x), size.compare(VectorOperators.LT, ScalarMath.TANH_SPLIT));
    }

    private static FloatVector tanhNear(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector r = all(ScalarMath.TANH_9).fma(s, all(ScalarMath.TANH_7));
        r = r.fma(s, all(ScalarMath.TANH_5));
        r = r.fma(s, all(ScalarMath.TANH_3));
        return r.mul(s).fma(x, x);
    }

    /// Logistic function, `1 / (1 + e^-x)`.
    public static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp(x.neg()).add(1f));
    }

    /// Error function.
    public static FloatVector erf(FloatVector x) {
        FloatVector size = x.abs();
        return erfNear(x).blend(erfFar(x, size), size.compare(VectorOperators.GT, ScalarMath.ERF_SPLIT));
    }

    private static FloatVector erfFar(FloatVector x, FloatVector t) {
        FloatVector r = all(ScalarMath.ERF_TAIL_6).fma(t, all(ScalarMath.ERF_TAIL_5));
        FloatVector u = all(ScalarMath.ERF_TAIL_4).fma(t, all(ScalarMath.ERF_TAIL_3));
        r = r.fma(x.mul(x), u);
        r = r.fma(t, all(ScalarMath.ERF_TAIL_2));
        r = r.fma(t, all(ScalarMath.ERF_TAIL_1));
        r = r.fma(t, all(ScalarMath.ERF_TAIL_0));
        return withSign(all(1f).sub(exp(r.fma(t, t.neg()))), x);
    }

    private static FloatVector erfNear(FloatVector x) {
        FloatVector s = x.mul(x);
        FloatVector r = all(ScalarMath.ERF_11).fma(s, all(ScalarMath.ERF_9));
        r = r.fma(s, all(ScalarMath.ERF_7));
        r = r.fma(s, all(ScalarMath.ERF_5));
        r = r.fma(s, all(ScalarMath.ERF_3));
        r = r.fma(s, all(ScalarMath.ERF_1));
        return r.fma(x, x);
    }

    /// `log(1 + e^x)`.
    public static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        FloatVector sum = e.add(1f);
        FloatVector lost = e.sub(sum.sub(1f)).div(sum);
        return x.max(0f).add(log(sum).add(lost));
    }

    /// The size of `size`, which is not negative, with the sign of `sign`.
    private static FloatVector withSign(FloatVector size, FloatVector sign) {
        IntVector bit = sign.reinterpretAsInts().and(Integer.MIN_VALUE);
        return size.reinterpretAsInts().or(bit).reinterpretAsFloats();
    }

    private static FloatVector all(float value) {
        return FloatVector.broadcast(SPECIES, value);
    }
}
