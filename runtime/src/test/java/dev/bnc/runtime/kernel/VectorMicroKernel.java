package dev.bnc.runtime.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// A tile of 6 rows by two vectors without epilogue, in plain Java.
record VectorMicroKernel() implements MicroKernel {
    private static final VectorSpecies<Float> SPECIES = VectorMath.SPECIES;
    private static final int LANES = SPECIES.length();
    private static final int ROWS = 6;
    private static final Tile SHAPE = new Tile(ROWS, 2 * LANES);

    @Override
    public Tile tile() {
        return SHAPE;
    }

    @Override
    public int operands() {
        return 0;
    }

    @Override
    public void run(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] c,
            int co,
            int stride,
            int mode,
            TileOperands operands) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = c00;
        FloatVector c10 = c00;
        FloatVector c11 = c00;
        FloatVector c20 = c00;
        FloatVector c21 = c00;
        FloatVector c30 = c00;
        FloatVector c31 = c00;
        FloatVector c40 = c00;
        FloatVector c41 = c00;
        FloatVector c50 = c00;
        FloatVector c51 = c00;
        int pa = ao;
        int pb = bo;
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, pb);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, pb + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[pa]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[pa + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[pa + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[pa + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[pa + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[pa + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            pa += ROWS;
            pb += 2 * LANES;
        }
        if ((mode & ACCUMULATE) != 0) {
            c00 = c00.add(FloatVector.fromArray(SPECIES, c, co));
            c01 = c01.add(FloatVector.fromArray(SPECIES, c, co + LANES));
            c10 = c10.add(FloatVector.fromArray(SPECIES, c, co + stride));
            c11 = c11.add(FloatVector.fromArray(SPECIES, c, co + stride + LANES));
            c20 = c20.add(FloatVector.fromArray(SPECIES, c, co + 2 * stride));
            c21 = c21.add(FloatVector.fromArray(SPECIES, c, co + 2 * stride + LANES));
            c30 = c30.add(FloatVector.fromArray(SPECIES, c, co + 3 * stride));
            c31 = c31.add(FloatVector.fromArray(SPECIES, c, co + 3 * stride + LANES));
            c40 = c40.add(FloatVector.fromArray(SPECIES, c, co + 4 * stride));
            c41 = c41.add(FloatVector.fromArray(SPECIES, c, co + 4 * stride + LANES));
            c50 = c50.add(FloatVector.fromArray(SPECIES, c, co + 5 * stride));
            c51 = c51.add(FloatVector.fromArray(SPECIES, c, co + 5 * stride + LANES));
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LANES);
        c10.intoArray(c, co + stride);
        c11.intoArray(c, co + stride + LANES);
        c20.intoArray(c, co + 2 * stride);
        c21.intoArray(c, co + 2 * stride + LANES);
        c30.intoArray(c, co + 3 * stride);
        c31.intoArray(c, co + 3 * stride + LANES);
        c40.intoArray(c, co + 4 * stride);
        c41.intoArray(c, co + 4 * stride + LANES);
        c50.intoArray(c, co + 5 * stride);
        c51.intoArray(c, co + 5 * stride + LANES);
    }
}
