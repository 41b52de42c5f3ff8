package dev.bnc.cuda;

/// Nets that the CPU can train one thread at a time.
final class SmallNets {
    /// Branches of a concat, a stride, pools, batch norms, momentum and weight decay.
    static final String INCEPTION = """
            net small_inception
            defaults { conv { bias = none, pad = same, init = he } }
            block unit(out, k, stride = 1) { conv out k /stride -> bn -> relu }
            block inception(one, three) { concat { p1: unit(one, 1x1) p3: unit(three, 3x3) } }
            input image: f32[3, 12, 12]
            label kind: class[4]
            image
              -> c1: unit(8, 3x3)
              -> i1: inception(8, 6)
              -> r1: concat { p3: unit(8, 3x3, stride = 2) pp: max 3x3 /2 }
              -> i2: inception(12, 10)
              -> global avg -> head: dense 4 -> output logits
            data cifar10 { batch = 6 }
            train {
              loss = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.05, momentum = 0.9)
              decay = 1e-4
              stop = 10 steps, seed = 7
            }
            """;

    /// A product or convolution of every kind that libraries do: with and without a bias, with ReLU, and all their gradients.
    static final String PRODUCTS = """
            net products
            input image: f32[3, 8, 8]
            label kind: class[4]
            image -> conv 8 3x3 (pad = same) -> relu -> conv 16 3x3 /2 (bias = none) -> bn -> relu
              -> flatten -> dense 12 -> relu -> dense 4 -> output logits
            data synthetic { batch = 6 }
            train {
              loss = cross_entropy(logits, kind)
              optimizer = sgd(lr = 0.05)
              stop = 10 steps, seed = 7
            }
            """;

    /// What the others do not have: Adam, dropout, other norms and activations, an addition, an average pool.
    static final String MIXED = """
            net mixed
            input image: f32[4, 8, 8]
            label kind: class[3]
            x = image -> c1: conv 8 3x3 (pad = same) -> group_norm(2) -> gelu
            x -> sum: add {
              a: conv 8 3x3 (pad = same) -> bn -> silu
              b: identity
            } -> avg 2x2 -> dropout(0.25)
              -> flatten -> dense 16 -> layer_norm -> tanh -> dense 3 -> output logits
            data cifar10 { batch = 5 }
            train {
              loss = cross_entropy(logits, kind)
              optimizer = adam(lr = 0.002)
              stop = 10 steps, seed = 7
            }
            """;

    /// Kernels that none of the others has: depthwise and grouped convolutions, quantiles, whitening, local response norm, the largest
    /// of an image.
    static final String RARE = """
            net rare
            input image: f32[6, 9, 10]
            label kind: class[3]
            image -> depthwise 3x3 /2 (pad = same) -> bn(estimate = median) -> relu
              -> conv 12 3x3 (groups = 2, pad = same) -> lrn(5) -> whiten(groups = 3) -> instance_norm -> elu
              -> conv_transpose 8 2x2 /2 -> bn(estimate = range) -> leaky_relu(slope = 0.1) -> max 3x3 /2
              -> global max -> dense 3 -> softmax -> output p
            data synthetic { batch = 7 }
            train {
              loss = mse(p, kind)
              optimizer = rmsprop(lr = 0.01)
              stop = 10 steps, seed = 7
            }
            """;

    private SmallNets() {}
}
