"""What is measured: the nets of examples/, training steps and inferences, examples at a time."""
FILES = {
    "mnist": "mnist/mnist.net",
    "cifar_inception": "cifar/cifar_inception.net",
    "bn_inception": "imagenet/bn_inception.net",
}
# (net, task, batch)
CASES = [
    ("mnist", "train", 60),
    ("mnist", "infer", 1),
    ("mnist", "infer", 1024),
    ("cifar_inception", "train", 250),
    ("bn_inception", "train", 32),
    ("bn_inception", "train", 256),
    ("bn_inception", "infer", 1),
    ("bn_inception", "infer", 64),
]
