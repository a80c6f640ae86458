#!/usr/bin/env python3
"""The work of `ssl4j bench` done by PyTorch and torchvision, to compare both on one machine.

    torch_peer.py augment --preset simsiam --threads 1

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

PRESETS = Path(__file__).resolve().parent.parent / "framework/src/main/resources/presets"
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
    for line in (PRESETS / f"{name}.yaml").read_text().splitlines():
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of torch (default: all)")
    common.add_argument("--warm-up", type=int, default=1, help="rounds that do not count")
    common.add_argument("--rounds", type=int, default=5, help="rounds that count")
    commands = parser.add_subparsers(dest="what", required=True)

    command = commands.add_parser("augment", parents=[common], help="views per second and thread")
    command.add_argument("--preset", default="simsiam", choices=sorted(file.stem for file in PRESETS.glob("*.yaml")))
    command.add_argument("--size", type=int, default=32)
    command.add_argument("--images", type=int, default=1000)
    command.set_defaults(run=augment)

    options = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("torch_peer.py: this Python has no torch; set PYTHON to one that has torch and torchvision")
    torch.set_num_threads(options.threads)
    print(json.dumps(options.run(options)))


if __name__ == "__main__":
    main()
