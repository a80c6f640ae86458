#!/usr/bin/env python3
"""Executes the Python blocks of a page, each with the small models that it speaks of, in a directory of their own.

usage: check-faces.py PAGE DIRECTORY      (called by scripts/check-faces)

Writes files.txt into the directory: a line for each file that a block wrote, with its kind and options.
"""
import os
import re
import sys

import numpy as np
import torch

KINDS = {"Pairs": "pairs", "Attention": "attention", "Tokens": "tokens", "VAE": "vae", "Codes": "codes",
         "Generative": "generative", "Units": "units"}


class Vae(torch.nn.Module):
    """An encoder whose second half of dimensions is the prior."""

    def __init__(self):
        super().__init__()
        self.mean = torch.nn.Linear(48, 8)

    def encode(self, x):
        active = (torch.arange(8) < 4).float()
        mu = 4 * self.mean(x) * active
        return mu, (-3 * active).expand_as(mu)


class Quantizer(torch.nn.Module):
    size = 512

    def __init__(self):
        super().__init__()
        self.entries = torch.randn(self.size, 4)

    def forward(self, z):
        return torch.cdist(z.reshape(-1, 4), self.entries).argmin(1).reshape(len(z), -1)


class Layer(torch.nn.Module):
    """One layer of a transformer that gives its weights, too."""

    def __init__(self):
        super().__init__()
        self.attention = torch.nn.MultiheadAttention(32, 4, batch_first=True)
        self.mlp = torch.nn.Sequential(torch.nn.Linear(32, 64), torch.nn.GELU(), torch.nn.Linear(64, 32))

    def forward(self, x):
        out, weights = self.attention(4 * x, 4 * x, x, average_attn_weights=False)
        x = x + out
        return x + self.mlp(x), weights


class Transformer:
    def __init__(self):
        self.layers = [Layer() for _ in range(4)]


def models():
    """What the blocks of the page call their models and data."""
    torch.manual_seed(0)
    images = torch.randn(400, 48)
    common = torch.nn.Linear(48, 32)
    return {
        "torch": torch, "np": np, "images": images,
        "texts": images + 0.3 * torch.randn_like(images),
        "image_encoder": common, "text_encoder": common,
        "vae": Vae(), "quantizer": Quantizer(), "encoder": torch.nn.Linear(48, 16),
        "features": torch.nn.Linear(48, 24), "generator": lambda z: torch.randn(len(z), 48),
        "layer": torch.nn.Linear(48, 64), "observations": images,
        "transformer": Transformer(), "x": torch.randn(6, 24, 32),
    }


def main(page, directory):
    text = open(page, encoding="utf-8").read()
    os.chdir(directory)
    lines = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        kind = KINDS.get(re.match(r"\w+", section).group(0))
        for block in re.findall(r"```python\n(.*?)```", section, flags=re.DOTALL):
            before = set(os.listdir("."))
            exec(compile(block, "the block of " + section.split("\n")[0], "exec"), models())
            written = sorted(set(os.listdir(".")) - before)
            if not written:
                sys.exit("the block of " + section.split("\n")[0] + " wrote no file")
            for name in written:
                options = " --set size=512" if name == "codes.npy" else ""
                lines.append(name + " " + kind + options)
    if len({line.split()[1] for line in lines}) != len(KINDS):
        sys.exit("the page writes files for only " + str(len(lines)) + " kinds")
    with open("files.txt", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
