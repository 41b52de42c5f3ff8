package dev.bnc.runtime.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Elementary functions: scalar against double, vector against scalar bit by bit.
class VectorMathTest {
    /// A prime, so that the samples do not fall into step with exponents or lanes. About 260,000 samples.
    private static final int SAMPLE_STEP = 16411;

    interface OfFloat {
        float apply(float x);
    }

    interface OfVector {
        FloatVector apply(FloatVector x);
    }

    /// @param ulps largest error, in units in the last place of the exact value
    record Function(String name, OfFloat scalar, OfVector vector, DoubleUnaryOperator exact, double ulps) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Function> functions() {
        return Stream.of(
                new Function("exp", ScalarMath::exp, VectorMath::exp, Math::exp, 1),
                new Function("expm1", ScalarMath::expm1, VectorMath::expm1, Math::expm1, 3),
                new Function("log", ScalarMath::log, VectorMath::log, Math::log, 1),
                new Function("tanh", ScalarMath::tanh, VectorMath::tanh, Math::tanh, 2),
                new Function("sigmoid", ScalarMath::sigmoid, VectorMath::sigmoid, x -> 1 / (1 + Math.exp(-x)), 3),
                new Function("erf", ScalarMath::erf, VectorMath::erf, VectorMathTest::erf, 1),
                new Function("softplus", ScalarMath::softplus, VectorMath::softplus, VectorMathTest::softplus, 3));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /// By its Taylor series; beyond 6 it is 1 in double.
    private static double erf(double x) {
        if (!(Math.abs(x) < 6)) {
            return Double.isNaN(x) ? x : Math.copySign(1, x);
        }
        if (Math.abs(x) > 3) {
            return Math.copySign(1 - erfcByFraction(Math.abs(x)), x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; n < 100; n++) {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return sum * 2 / Math.sqrt(Math.PI);
    }

    private static double erfcByFraction(double x) {
        double fraction = x;
        for (int n = 60; n > 0; n--) {
            fraction = x + n / 2.0 / fraction;
        }
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
    }

    /// Distance from the exact value in units in its last place, as a float.
    private static double ulps(float actual, double exact) {
        float rounded = (float) exact;
        if (Float.isNaN(rounded) || Float.isInfinite(rounded) || Float.isInfinite(actual) || Float.isNaN(actual)) {
            return Float.compare(actual, rounded) == 0 ? 0 : Double.POSITIVE_INFINITY;
        }
        return Math.abs(actual - exact) / Math.ulp(rounded);
    }

    /// Where the exact value is subnormal, sigmoid is 0 already; where exp is just too large, so may be the
    /// neighbour.
    private static boolean stated(Function function, float x) {
        return switch (function.name()) {
            case "sigmoid" -> !(x < -87.3f && x > -104);
            case "exp", "expm1" -> !(Math.abs(x - ScalarMath.EXP_OVERFLOW) < 1e-5f);
            default -> true;
        };
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAsAccurateAsStated(Function function) {
        double worst = 0;
        float where = 0;
        for (long bits = Integer.MIN_VALUE; bits <= Integer.MAX_VALUE; bits += SAMPLE_STEP) {
            float x = Float.intBitsToFloat((int) bits);
            double error = stated(function, x)
                    ? ulps(function.scalar().apply(x), function.exact().applyAsDouble(x))
                    : 0;
            if (error > worst) {
                worst = error;
                where = x;
            }
        }
        assertThat(worst).as("%s at %s", function, where).isLessThanOrEqualTo(function.ulps());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void isAccurateWhereItMatters(Function function) {
        double worst = 0;
        float where = 0;
        for (int i = -100_000; i <= 100_000; i++) {
            float x = i * 2e-4f;
            double error = ulps(function.scalar().apply(x), function.exact().applyAsDouble(x));
            if (error > worst) {
                worst = error;
                where = x;
            }
        }
        assertThat(worst).as("%s at %s", function, where).isLessThanOrEqualTo(function.ulps());
    }

    @ParameterizedTest
    @MethodSource("functions")
    void lanesHaveTheScalarBits(Function function) {
        int lanes = VectorMath.SPECIES.length();
        float[] in = new float[lanes];
        float[] out = new float[lanes];
        long bits = Integer.MIN_VALUE;
        while (bits <= Integer.MAX_VALUE) {
            for (int lane = 0; lane < lanes; lane++) {
                in[lane] = Float.intBitsToFloat((int) bits);
                bits += SAMPLE_STEP;
            }
            function.vector()
                    .apply(FloatVector.fromArray(VectorMath.SPECIES, in, 0))
                    .intoArray(out, 0);
            for (int lane = 0; lane < lanes; lane++) {
                // floatToIntBits: which NaN it is does not matter.
                int expected = Float.floatToIntBits(function.scalar().apply(in[lane]));
                if (Float.floatToIntBits(out[lane]) != expected) {
                    assertThat(out[lane])
                            .as("%s of %s", function, in[lane])
                            .isEqualTo(function.scalar().apply(in[lane]));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("functions")
    void limitsAreExact(Function function) {
        float[] limits = {
            0f,
            -0f,
            1f,
            -1f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            Float.MIN_VALUE,
            Float.MAX_VALUE,
            -Float.MAX_VALUE,
            Float.MIN_NORMAL,
            88.72283f,
            88.7229f,
            -103.9f,
            -104f,
            -88f
        };
        for (float x : limits) {
            double exact = function.exact().applyAsDouble(x);
            if (stated(function, x)) {
                assertThat(ulps(function.scalar().apply(x), exact))
                        .as("%s(%s) = %s", function, x, exact)
                        .isLessThanOrEqualTo(function.ulps());
            }
        }
    }

    @Test
    void sigmoidIsZeroWhereTheValueIsSubnormal() {
        assertThat(ScalarMath.sigmoid(-90f)).isEqualTo(0f);
        assertThat(ScalarMath.sigmoid(-88f)).isBetween(0f, Float.MIN_NORMAL);
    }
}
