"""torch_step: a step of training of a residual net in PyTorch, channels-last and with its fused SGD."""
import numpy as np
import torch
from torch import nn


class Block(nn.Module):
    """A block of He et al. 2015 with the stride of torchvision; option A's shortcut if `pads`."""

    def __init__(self, c, filters, stride, bottleneck, pads):
        super().__init__()
        k = filters * 4 if bottleneck else filters
        sizes = [(c, filters, 1, 1), (filters, filters, 3, stride), (filters, k, 1, 1)] if bottleneck else [
            (c, filters, 3, stride), (filters, filters, 3, 1)]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, r, s, r // 2, bias=False) for i, o, r, s in sizes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o) for _, o, _, _ in sizes)
        self.stride, self.added, self.project = stride, k - c, None
        if (stride > 1 or c != k) and not pads:
            self.project = nn.Sequential(nn.Conv2d(c, k, 1, stride, bias=False), nn.BatchNorm2d(k))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = x
        for i, (conv, norm) in enumerate(zip(self.convs, self.norms)):
            y = norm(conv(y))
            if i + 1 < len(self.convs):
                y = self.relu(y)
        if self.project:
            x = self.project(x)
        elif self.added:
            x = nn.functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, self.added // 2, self.added // 2))
        return self.relu(y + x)


def torch_net(name, classes):
    cifar, bottleneck = name == "resnet20", name == "resnet50"
    stem = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True)] if cifar else [
        nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    layers, c = stem, 16 if cifar else 64
    for stage, blocks in enumerate({"resnet20": (3, 3, 3), "resnet18": (2, 2, 2, 2), "resnet50": (3, 4, 6, 3)}[name]):
        filters = (16 if cifar else 64) << stage
        for block in range(blocks):
            layers.append(Block(c, filters, 2 if stage and not block else 1, bottleneck, cifar))
            c = filters * 4 if bottleneck else filters
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, classes))


def torch_step(name, classes, images, labels):
    net = torch_net(name, classes).to(memory_format=torch.channels_last).train()
    x = torch.from_numpy(images.transpose(0, 3, 1, 2).copy()).contiguous(memory_format=torch.channels_last)
    y, loss = torch.from_numpy(labels.astype(np.int64)), nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(net.parameters(), 1e-3, 0.9, nesterov=True, fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss(net(x), y).backward()
        optimizer.step()

    return step
