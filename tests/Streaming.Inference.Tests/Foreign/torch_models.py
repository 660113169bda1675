"""Exports small networks as PyTorch's own exporter writes them, with what PyTorch says they give.

    torch_models.py FOLDER ROWS.json

Writes FOLDER/NAME.onnx and FOLDER/NAME.json, the score of each row.
"""
import json
import sys

import torch
from torch import nn

folder, rows = sys.argv[1], torch.tensor(json.load(open(sys.argv[2])), dtype=torch.float32)
torch.manual_seed(1)


class Columns(nn.Module):
    """One input a column, as tabular models with named inputs have."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1), nn.Sigmoid())

    def forward(self, amount, count, mean):
        return self.net(torch.cat([amount, count, mean], dim=1))


class Flat(nn.Module):
    """One score a row, without a column."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 6), nn.ReLU(), nn.Dropout(0.2), nn.Linear(6, 1))

    def forward(self, x):
        return torch.sigmoid(self.net(x)).squeeze(1)


class Both(nn.Module):
    """The class beside the probabilities of both."""

    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 5), nn.GELU(), nn.Linear(5, 2))

    def forward(self, x):
        probabilities = torch.softmax(self.net(x), dim=1)
        return probabilities.argmax(dim=1), probabilities


def settled(model):
    """Batch normalisation with statistics that are not those of a new layer."""
    model.train()
    with torch.no_grad():
        model(rows)
    return model.eval()


def export(name, model, inputs, score, names, outputs, opset, free=True):
    axes = {n: {0: "batch"} for n in names + outputs} if free else None
    torch.onnx.export(
        model, inputs, f"{folder}/{name}.onnx", input_names=names, output_names=outputs, opset_version=opset, dynamic_axes=axes
    )
    with torch.no_grad():
        json.dump([float(s) for s in score], open(f"{folder}/{name}.json", "w"))


with torch.no_grad():
    columns, flat, both = Columns().eval(), settled(Flat()), Both().eval()
    logit = nn.Sequential(nn.Linear(3, 8), nn.LeakyReLU(), nn.Linear(8, 1)).eval()
    double = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1), nn.Sigmoid()).double().eval()
    coder = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 3)).eval()
    parts = tuple(rows[:, i : i + 1] for i in range(3))

    export("columns", columns, parts, columns(*parts).flatten(), ["amount", "count", "mean"], ["score"], 14)
    export("flat", flat, rows, flat(rows), ["x"], ["score"], 13)
    export("flat-of-opset-9", flat, rows, flat(rows), ["x"], ["score"], 9)
    export("class-and-probabilities", both, rows, both(rows)[1][:, 1], ["x"], ["label", "probabilities"], 15)
    export("logit", logit, rows, torch.sigmoid(logit(rows)).flatten(), ["x"], ["logit"], 11)
    export("three-rows-at-a-time", logit, rows[:3], torch.sigmoid(logit(rows)).flatten(), ["x"], ["logit"], 12, free=False)
    export("double", double, rows.double(), double(rows.double()).flatten(), ["x"], ["score"], 16)
    export("autoencoder", coder, rows, ((rows - coder(rows)) ** 2).mean(dim=1), ["x"], ["decoded"], 17)
