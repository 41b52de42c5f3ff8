"""The nets of examples/ that are measured on a GPU, in PyTorch: the same layers, shapes and optimizers."""
import torch
from torch import nn


class Concat(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def unit(inputs, outputs, kernel, stride=1, eps=1e-5, scale=True):
    norm = nn.BatchNorm2d(outputs, eps=eps)
    # Without a scale there is nothing to learn of it; PyTorch has a shift only beside one.
    norm.weight.requires_grad_(scale)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False),
        norm,
        nn.ReLU(inplace=True),
    )


def mnist_mlp():
    layers, width = [nn.Flatten()], 784
    for _ in range(3):
        layers += [nn.Linear(width, 100), nn.BatchNorm1d(100), nn.Sigmoid()]
        width = 100
    return nn.Sequential(*layers, nn.Linear(100, 10))


def cifar_inception():
    def unscaled(inputs, outputs, kernel, stride=1):
        return unit(inputs, outputs, kernel, stride, scale=False)

    layers, width = [unscaled(3, 96, 3)], 96

    def inception(one, three):
        nonlocal width
        layers.append(Concat(unscaled(width, one, 1), unscaled(width, three, 3)))
        width = one + three

    def reduction(three):
        nonlocal width
        layers.append(Concat(unscaled(width, three, 3, 2), nn.MaxPool2d(3, 2, 1)))
        width = three + width

    inception(32, 32), inception(32, 48), reduction(80)
    inception(112, 48), inception(96, 64), inception(80, 80), inception(48, 96), reduction(96)
    inception(176, 160), inception(176, 160)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 10))


def bn_inception():
    layers, width = [], 0

    def cbr(inputs, outputs, kernel, stride=1):
        return unit(inputs, outputs, kernel, stride, eps=1e-3)

    def inception(one, three, double, pool, proj):
        nonlocal width
        pooling = nn.AvgPool2d(3, 1, 1, count_include_pad=False) if pool == "avg" else nn.MaxPool2d(3, 1, 1)
        layers.append(Concat(
            cbr(width, one, 1),
            nn.Sequential(cbr(width, three[0], 1), cbr(three[0], three[1], 3)),
            nn.Sequential(cbr(width, double[0], 1), cbr(double[0], double[1], 3), cbr(double[1], double[1], 3)),
            nn.Sequential(pooling, cbr(width, proj, 1)),
        ))
        width = one + three[1] + double[1] + proj

    def reduction(three, double):
        nonlocal width
        layers.append(Concat(
            nn.Sequential(cbr(width, three[0], 1), cbr(three[0], three[1], 3, 2)),
            nn.Sequential(cbr(width, double[0], 1), cbr(double[0], double[1], 3), cbr(double[1], double[1], 3, 2)),
            nn.MaxPool2d(3, 2, 1),
        ))
        width = three[1] + double[1] + width

    layers += [cbr(3, 64, 7, 2), nn.MaxPool2d(3, 2, 1), cbr(64, 64, 1), cbr(64, 192, 3), nn.MaxPool2d(3, 2, 1)]
    width = 192
    inception(64, (64, 64), (64, 96), "avg", 32)
    inception(64, (64, 96), (64, 96), "avg", 64)
    reduction((128, 160), (64, 96))
    inception(224, (64, 96), (96, 128), "avg", 128)
    inception(192, (96, 128), (96, 128), "avg", 128)
    inception(160, (128, 160), (128, 160), "avg", 128)
    inception(96, (128, 192), (160, 192), "avg", 128)
    reduction((128, 192), (192, 256))
    inception(352, (192, 320), (160, 224), "avg", 128)
    inception(352, (192, 320), (192, 224), "max", 128)
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, 1000))


# name: (net, input shape, classes, momentum, weight decay)
NETS = {
    "mnist": (mnist_mlp, (1, 28, 28), 10, 0.0, 0.0),
    "cifar_inception": (cifar_inception, (3, 32, 32), 10, 0.0, 0.0),
    "bn_inception": (bn_inception, (3, 224, 224), 1000, 0.9, 2e-5),
}
