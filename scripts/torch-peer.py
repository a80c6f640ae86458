#!/usr/bin/env python3
"""The work of `ssl4j bench` done by PyTorch and torchvision, to compare both on one machine.

    torch-peer.py augment --preset simsiam --threads 1
    torch-peer.py step --method simsiam --width 64 --blocks 2 --batch 64
    torch-peer.py step --method simclr --batch 512 --device cuda --precision bfloat16 --mode graph
    torch-peer.py pipeline --method simclr --batch 512 --device cuda --precision bfloat16 --workers 8 --seconds 20

`step` times the step alone, on batches that lie on the device. `pipeline` is training as PyTorch's users do it: torchvision's
augmentation in the workers of a data loader, copied to the device, then the step.

Prints one line of JSON with the keys of `ssl4j bench`. Needs torch, torchvision, numpy and pillow.
"""
import argparse
import ast
import inspect
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


def measure(work, warm_up, rounds, device="cpu", steps=1):
    """Seconds of the work in each round that counts; a round is several of them where one is too short to be timed."""
    import torch

    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    for _ in range(warm_up):
        work()
    seconds = []
    for _ in range(rounds):
        wait()
        began = time.perf_counter()
        for _ in range(steps):
            work()
        wait()
        seconds.append((time.perf_counter() - began) / steps)
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


class Training:
    """A training step: both views forward, loss, backward, update, EMA of the target, keys into the queue."""

    def __init__(self, options):
        import contextlib
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
        on_card = options.device == "cuda"
        torch.manual_seed(0)
        if on_card:
            torch.backends.cudnn.benchmark = True
            tensor_cores = options.precision != "float32"
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tensor_cores
        stages = [nn.Conv2d(3, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
        channels = width
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
        layout = torch.channels_last if on_card else torch.contiguous_format
        self.online = nn.Sequential(backbone, projector).to(options.device, memory_format=layout)
        self.predictor = predictor.to(options.device) if predictor else None
        follows = method in ("byol", "moco")
        self.target = copy.deepcopy(self.online).requires_grad_(False) if follows else None
        trained = list(self.online.parameters()) + (list(self.predictor.parameters()) if predictor else [])
        known = inspect.signature(torch.optim.SGD).parameters  # older versions have no fused update
        fused = {"fused": True} if on_card and "fused" in known else {}
        self.optimizer = torch.optim.SGD(trained, lr=0.03, momentum=0.9, weight_decay=5e-4, **fused)
        self.queue = F.normalize(torch.randn(4096, 128)).to(options.device)
        self.views = [torch.randn(batch, 3, 32, 32).to(options.device, memory_format=layout) for _ in range(2)]
        self.positives = torch.arange(2 * batch, device=options.device).roll(batch)
        self.first = torch.zeros(batch, dtype=torch.long, device=options.device)
        self.diagonal = torch.eye(2 * batch, dtype=torch.bool, device=options.device)
        self.method, self.batch, self.parameters = method, batch, sum(p.numel() for p in trained)
        self.loss = None
        if options.precision == "bfloat16":
            self.cast = lambda: torch.autocast(options.device, torch.bfloat16, cache_enabled=False)
        else:
            self.cast = contextlib.nullcontext
        self.forward = self.losses
        if options.mode == "compile":
            self.forward = torch.compile(self.losses, mode="max-autotune-no-cudagraphs")
        self.step = self.captured() if options.mode == "graph" else self.once

    def losses(self):
        import torch
        from torch.nn import functional as F

        with self.cast():
            z1, z2 = (self.online(view) for view in self.views)
            p1, p2 = (self.predictor(z1), self.predictor(z2)) if self.predictor else (None, None)
            if self.target is not None:
                with torch.no_grad():
                    t1, t2 = (self.target(view).float() for view in self.views)
        z1, z2 = z1.float(), z2.float()
        p1, p2 = (p1.float(), p2.float()) if self.predictor else (None, None)

        def cosine(p, z):
            return F.cosine_similarity(p, z.detach()).mean()

        def info_nce(q, k, temperature=0.1):
            q, k = F.normalize(q), F.normalize(k)
            logits = torch.cat([(q * k).sum(1, keepdim=True), q @ self.queue.t()], dim=1) / temperature
            return F.cross_entropy(logits, self.first)

        def variance(z):
            return F.relu(1 - torch.sqrt(z.var(dim=0) + 1e-4)).mean() / 2

        def covariance(z):
            centred = z - z.mean(dim=0)
            matrix = centred.t() @ centred / (self.batch - 1)
            return (matrix.pow(2).sum() - matrix.diagonal().pow(2).sum()) / z.shape[1]

        if self.method == "simclr":
            rows = F.normalize(torch.cat([z1, z2]))
            logits = (rows @ rows.t() / 0.5).masked_fill(self.diagonal, -1e9)
            return F.cross_entropy(logits, self.positives)
        if self.method == "moco":
            self.keys = torch.cat([F.normalize(t1), F.normalize(t2)])
            return (info_nce(z1, t2) + info_nce(z2, t1)) / 2
        if self.method == "byol":
            return 4 - 2 * (cosine(p1, t2) + cosine(p2, t1))
        if self.method == "simsiam":
            return -(cosine(p1, z2) + cosine(p2, z1)) / 2
        return 25 * F.mse_loss(z1, z2) + 25 * (variance(z1) + variance(z2)) + covariance(z1) + covariance(z2)

    def once(self):
        import torch

        self.optimizer.zero_grad(set_to_none=self.loss is None)
        self.loss = self.forward()
        self.loss.backward()
        self.optimizer.step()
        with torch.no_grad():
            if self.target is not None:
                slow, fast = list(self.target.parameters()), list(self.online.parameters())
                torch._foreach_mul_(slow, 0.99)
                torch._foreach_add_(slow, fast, alpha=0.01)
            if self.method == "moco" and 2 * self.batch <= len(self.queue):
                # Always to the same place: the cost of the copy, not the order of the queue.
                self.queue[: 2 * self.batch].copy_(self.keys)

    def captured(self):
        """The step as a CUDA graph, which costs the host one call."""
        import torch

        side = torch.cuda.Stream()
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(5):
                self.once()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.once()
        return graph.replay


def described(options, training):
    """What decides the time of a step; the loss and the number of parameters show that it is the step that is meant."""
    return {
        "method": options.method,
        "width": options.width,
        "blocks": options.blocks,
        "batch": options.batch,
        "device": options.device,
        "precision": options.precision,
        "mode": options.mode,
        "parameters": training.parameters,
        "loss": round(float(training.loss), 5),
    }


def step(options):
    import torch

    training = Training(options)
    steps = 10 if options.device == "cuda" else 1
    seconds = measure(training.step, options.warm_up, options.rounds, options.device, steps)
    line = result("step", described(options, training), options.threads, seconds, options.batch, "samples/s")
    if options.device == "cuda":
        line["card"] = torch.cuda.get_device_name()
        line["peakDeviceMb"] = torch.cuda.max_memory_allocated() / 2**20
    return line


def pipeline(options):
    """Images a second of training from images in memory, views and copies included."""
    import numpy
    import torch
    from PIL import Image

    first, second = (transform(view, 32) for view in read_preset(options.preset))
    random = numpy.random.default_rng(0)
    images = [Image.fromarray(random.integers(0, 256, (32, 32, 3), dtype=numpy.uint8)) for _ in range(10_000)]

    class Pairs(torch.utils.data.Dataset):
        def __len__(self):
            return 50_000

        def __getitem__(self, index):
            image = images[index % len(images)]
            return first(image), second(image)

    loader = torch.utils.data.DataLoader(
        Pairs(),
        options.batch,
        shuffle=True,
        drop_last=True,
        num_workers=options.workers,
        pin_memory=options.device == "cuda",
        persistent_workers=options.workers > 0,
    )
    training = Training(options)
    wait = torch.cuda.synchronize if options.device == "cuda" else lambda: None
    seen, began, batches = 0, None, 0
    while began is None or time.perf_counter() - began < options.seconds:
        for made in loader:
            for room, view in zip(training.views, made):
                room.copy_(view, non_blocking=True)
            training.step()
            batches += 1
            if began is not None:
                seen += options.batch
                if time.perf_counter() - began >= options.seconds:
                    break
            elif batches == options.warm_up:
                wait()
                began = time.perf_counter()
    wait()
    elapsed = time.perf_counter() - began
    parameters = described(options, training) | {"preset": options.preset, "workers": options.workers}
    return result("pipeline", parameters, options.threads, [elapsed], seen, "samples/s")


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

    network = argparse.ArgumentParser(add_help=False)
    network.add_argument("--method", default="simsiam", choices=["simclr", "moco", "byol", "simsiam", "vicreg"])
    network.add_argument("--width", type=int, default=64)
    network.add_argument("--blocks", type=int, default=2)
    network.add_argument("--batch", type=int, default=64)
    network.add_argument("--device", default="cpu", choices=["cpu", "cuda"])
    network.add_argument("--precision", default="float32", choices=["float32", "tf32", "bfloat16"])
    network.add_argument("--mode", default="eager", choices=["eager", "graph", "compile"], help="graph: on a card only")

    command = commands.add_parser("step", parents=[common, network], help="a whole training step")
    command.set_defaults(run=step)

    command = commands.add_parser("pipeline", parents=[common, network], help="training with torchvision's views")
    command.add_argument("--preset", default="simsiam", choices=sorted(PRESETS))
    command.add_argument("--workers", type=int, default=os.cpu_count())
    command.add_argument("--seconds", type=float, default=20)
    command.set_defaults(run=pipeline)

    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("torch-peer.py: this Python has no torch; set PYTHON to one that has torch and torchvision")
    torch.set_num_threads(options.threads)
    print(json.dumps(options.run(options)))


if __name__ == "__main__":
    main()
