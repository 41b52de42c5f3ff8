package dev.bnc.compiler.reference;

import dev.bnc.compiler.graph.op.Whiten;
import java.util.List;

/// Whitening of groups of channels with stored statistics.
final class WhitenSemantics {
    private WhitenSemantics() {}

    /// Operands x, mean, covariance, gamma if scale, beta if shift.
    static Tensor whiten(Whiten o, List<Tensor> operands) {
        Tensor x = operands.get(0);
        Tensor mean = operands.get(1);
        int width = x.channels() / o.groups();
        double[][][] roots = new double[o.groups()][][];
        for (int g = 0; g < roots.length; g++) {
            roots[g] = inverseRoot(o, covariance(o, g, operands.get(2), width));
        }
        return Tensor.generate(x.shape(), i -> {
            int c = x.channelOf(i);
            int example = i / (x.channels() * x.positions());
            int first = c / width * width;
            double sum = 0;
            for (int k = 0; k < width; k++) {
                double deviation = x.at(example, first + k, i % x.positions()) - mean.at(first + k);
                sum += roots[c / width][c % width][k] * deviation;
            }
            double gamma = o.scale() ? operands.get(3).at(c) : 1;
            return gamma * sum + (o.shift() ? operands.getLast().at(c) : 0);
        });
    }

    private static double[][] covariance(Whiten o, int group, Tensor stored, int width) {
        double[][] c = new double[width][width];
        for (int i = 0; i < width; i++) {
            for (int j = 0; j < width; j++) {
                c[i][j] = stored.at(i * stored.channels() + group * width + j) + (i == j ? o.eps() : 0);
            }
        }
        return c;
    }

    private static double[][] inverseRoot(Whiten o, double[][] covariance) {
        double trace = 0;
        for (int i = 0; i < covariance.length; i++) {
            trace += covariance[i][i];
        }
        double[][] root = new double[covariance.length][covariance.length];
        for (int i = 0; i < root.length; i++) {
            root[i][i] = 1;
        }
        for (int k = 0; k < o.iterations(); k++) {
            double[][] correction = product(product(product(root, root), root), covariance);
            for (int i = 0; i < root.length; i++) {
                for (int j = 0; j < root.length; j++) {
                    root[i][j] = (3 * root[i][j] - correction[i][j] / trace) / 2;
                }
            }
        }
        for (double[] row : root) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= Math.sqrt(trace);
            }
        }
        return root;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                for (int k = 0; k < a.length; k++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }
}
