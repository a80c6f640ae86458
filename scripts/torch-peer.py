#!/usr/bin/env python3
"""The work of `ssl4j bench` done by PyTorch and torchvision, to compare both on one machine.

    torch-peer.py augment --preset simsiam --threads 1
    torch-peer.py step --method simsiam --width 64 --blocks 2 --batch 64

Prints one line of JSON with the keys of `ssl4j bench`. Needs torch, torchvision, numpy and pillow.
"""
import argparse
import ast
import json
import os
import resource
import statistics
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
PRESETS = {
    file.stem: file
    for directory in (
        "framework/core/src/main/resources/org/ssl4j/augment/presets",
        "models/methods/src/main/resources/org/ssl4j/models/method/presets",
    )
    for file in (HOME / directory).glob("*.yaml")
}
MEAN, STD = (0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)


def measure(work, warm_up, rounds):
    """Seconds of each round that counts."""
    for _ in range(warm_up):
        work()
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return seconds


def result(what, parameters, threads, seconds, amount, unit):
    import torch

    median = statistics.median(seconds)
    quartiles = statistics.quantiles(seconds, n=4, method="inclusive") if len(seconds) > 1 else [median] * 3
    return {
        "what": what,
        "parameters": parameters,
        "threads": threads,
        "rounds": len(seconds),
        "medianMs": median * 1e3,
        "spreadMs": (quartiles[2] - quartiles[0]) * 1e3,
        "rate": amount / median,
        "rateUnit": unit,
        "peakResidentMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "torch": torch.__version__,
    }


def read_preset(name):
    """The two views of a preset file: two sections of plain `key: value` lines."""
    views, view = {}, None
    for line in PRESETS[name].read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        key, value = line.strip().split(":", 1)
        if line[0] != " ":
            view = views.setdefault(key, {})
        else:
            value = value.strip()
            view[key] = None if value == "null" else ast.literal_eval(value)
    return views["view1"], views["view2"]


def transform(view, size):
    from torchvision import transforms

    steps = []
    if view["cropScale"]:
        steps.append(transforms.RandomResizedCrop(size, scale=view["cropScale"], ratio=view["cropRatio"]))
    if view["flip"]:
        steps.append(transforms.RandomHorizontalFlip(view["flip"]))
    if view["jitter"]:
        strengths = [view[key] for key in ("brightness", "contrast", "saturation", "hue")]
        steps.append(transforms.RandomApply([transforms.ColorJitter(*strengths)], view["jitter"]))
    if view["grayscale"]:
        steps.append(transforms.RandomGrayscale(view["grayscale"]))
    if view["blur"]:
        kernel = view["blurKernel"] or max(3, size // 10 | 1)
        steps.append(transforms.RandomApply([transforms.GaussianBlur(kernel, view["blurSigma"])], view["blur"]))
    if view["solarize"]:
        steps.append(transforms.RandomSolarize(view["solarizeThreshold"] * 255, view["solarize"]))
    steps += [transforms.ToTensor(), transforms.Normalize(MEAN, STD)]
    return transforms.Compose(steps)


def augment(options):
    """Two views of every image, as a data loader's worker makes them; one worker a measurement."""
    import numpy
    from PIL import Image

    random = numpy.random.default_rng(0)
    shape = (options.size, options.size, 3)
    images = [Image.fromarray(random.integers(0, 256, shape, dtype=numpy.uint8)) for _ in range(options.images)]
    views = [transform(view, options.size) for view in read_preset(options.preset)]

    def work():
        for image in images:
            for view in views:
                view(image)

    seconds = measure(work, options.warm_up, options.rounds)
    parameters = {"preset": options.preset, "size": options.size, "imagesPerThread": options.images}
    return result("augment", parameters, options.threads, seconds, 2 * options.images, "views/s per thread")


def step(options):
    """A whole training step: both views forward, loss, backward, update, EMA of the target."""
    import copy

    import torch
    from torch import nn
    from torch.nn import functional as F

    class BasicBlock(nn.Module):
        def __init__(self, inputs, outputs, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            self.bn1 = nn.BatchNorm2d(outputs)
            self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
            self.bn2 = nn.BatchNorm2d(outputs)
            self.shortcut = None
            if stride != 1 or inputs != outputs:
                self.shortcut = nn.Sequential(
                    nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
                )

        def forward(self, x):
            y = F.relu(self.bn1(self.conv1(x)), inplace=True)
            y = self.bn2(self.conv2(y))
            return F.relu(y + (x if self.shortcut is None else self.shortcut(x)), inplace=True)

    def head(*sizes, norm_last=False):
        layers = []
        for number, (inputs, outputs) in enumerate(zip(sizes, sizes[1:]), start=1):
            last = number == len(sizes) - 1
            layers.append(nn.Linear(inputs, outputs, bias=last and not norm_last))
            if not last:
                layers += [nn.BatchNorm1d(outputs), nn.ReLU(inplace=True)]
            elif norm_last:
                layers.append(nn.BatchNorm1d(outputs))
        return nn.Sequential(*layers)

    width, batch, method = options.width, options.batch, options.method
    stages, channels = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)], width
    for stage in range(4):
        for number in range(options.blocks):
            outputs = width << stage
            stages.append(BasicBlock(channels, outputs, 2 if stage > 0 and number == 0 else 1))
            channels = outputs
    backbone = nn.Sequential(*stages, nn.AdaptiveAvgPool2d(1), nn.Flatten())

    large, small = (2048, 256) if width >= 64 else (512, 128)
    predictor = None
    if method in ("simclr", "moco"):
        projector = head(channels, channels, 128)
    elif method == "simsiam":
        projector = head(channels, large, large, norm_last=True)
        predictor = head(large, large // 4, large)
    elif method == "byol":
        projector = head(channels, 4 * small, small)
        predictor = head(small, 4 * small, small)
    else:
        projector = head(channels, large, large, large)
    online = nn.Sequential(backbone, projector)
    target = copy.deepcopy(online).requires_grad_(False) if method in ("byol", "moco") else None
    trained = list(online.parameters()) + (list(predictor.parameters()) if predictor else [])
    optimizer = torch.optim.SGD(trained, lr=0.03, momentum=0.9, weight_decay=5e-4)
    queue = F.normalize(torch.randn(4096, 128))
    views = [torch.randn(batch, 3, 32, 32) for _ in range(2)]

    def cosine(p, z):
        return F.cosine_similarity(p, z.detach()).mean()

    def nt_xent(a, b, temperature=0.5):
        rows = F.normalize(torch.cat([a, b]))
        logits = (rows @ rows.t() / temperature).fill_diagonal_(-1e9)
        return F.cross_entropy(logits, torch.arange(2 * batch).roll(batch))

    def info_nce(q, k, temperature=0.1):
        q, k = F.normalize(q), F.normalize(k)
        logits = torch.cat([(q * k).sum(1, keepdim=True), q @ queue.t()], dim=1) / temperature
        return F.cross_entropy(logits, torch.zeros(batch, dtype=torch.long))

    def variance(z):
        return F.relu(1 - torch.sqrt(z.var(dim=0) + 1e-4)).mean() / 2

    def covariance(z):
        centred = z - z.mean(dim=0)
        matrix = centred.t() @ centred / (batch - 1)
        return (matrix.pow(2).sum() - matrix.diagonal().pow(2).sum()) / z.shape[1]

    def work():
        optimizer.zero_grad(set_to_none=True)
        z1, z2 = (online(view) for view in views)
        if target is not None:
            with torch.no_grad():
                t1, t2 = (target(view) for view in views)
        if method == "simclr":
            loss = nt_xent(z1, z2)
        elif method == "moco":
            loss = (info_nce(z1, t2) + info_nce(z2, t1)) / 2
        elif method == "byol":
            loss = 4 - 2 * (cosine(predictor(z1), t2) + cosine(predictor(z2), t1))
        elif method == "simsiam":
            loss = -(cosine(predictor(z1), z2) + cosine(predictor(z2), z1)) / 2
        else:
            loss = 25 * F.mse_loss(z1, z2) + 25 * (variance(z1) + variance(z2)) + covariance(z1) + covariance(z2)
        loss.backward()
        optimizer.step()
        if target is not None:
            with torch.no_grad():
                for slow, fast in zip(target.parameters(), online.parameters()):
                    slow.mul_(0.99).add_(fast, alpha=0.01)

    seconds = measure(work, options.warm_up, options.rounds)
    parameters = {"method": method, "width": width, "blocks": options.blocks, "batch": batch}
    return result("step", parameters, options.threads, seconds, batch, "samples/s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of torch (default: all)")
    common.add_argument("--warm-up", type=int, default=1, help="rounds that do not count")
    common.add_argument("--rounds", type=int, default=5, help="rounds that count")
    commands = parser.add_subparsers(dest="what", required=True)

    command = commands.add_parser("augment", parents=[common], help="views per second and thread")
    command.add_argument("--preset", default="simsiam", choices=sorted(PRESETS))
    command.add_argument("--size", type=int, default=32)
    command.add_argument("--images", type=int, default=1000)
    command.set_defaults(run=augment)

    command = commands.add_parser("step", parents=[common], help="a whole training step")
    command.add_argument("--method", default="simsiam", choices=["simclr", "moco", "byol", "simsiam", "vicreg"])
    command.add_argument("--width", type=int, default=64)
    command.add_argument("--blocks", type=int, default=2)
    command.add_argument("--batch", type=int, default=64)
    command.set_defaults(run=step)

    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("torch-peer.py: this Python has no torch; set PYTHON to one that has torch and torchvision")
    torch.set_num_threads(options.threads)
    print(json.dumps(options.run(options)))


if __name__ == "__main__":
    main()
