"""The modules: as layers, copied, pickled, and in the workers of a DataLoader."""

import copy
import io
import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence

import siglib
from siglib.torch.nn import LogSignature, Signature

LAYERS = [Signature(3, lead_lag=True, scalar_term=True), *(LogSignature(3, method=m, time_aug=True) for m in range(3))]


def test_layer(path, lengths):
    model = nn.Sequential(nn.Linear(2, 3), Signature(2, time_aug=True), nn.Linear(20, 1)).double()
    model(path).sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in model.parameters())
    torch.testing.assert_close(Signature(3)(path, lengths), siglib.sig(path, 3, lengths=lengths))


@pytest.mark.parametrize("method", [0, 1, 2, "words"])
def test_log_signatures(path, lengths, method):
    flags = {"method": method, "lead_lag": True, "end_time": 2.0, "time_aug": True}
    layer = LogSignature(3, channels=2, **flags)
    # Where a path begins does not matter: a bias would have no derivative.
    model = nn.Sequential(nn.Linear(2, 2, bias=False), layer, nn.Linear(layer.out_features, 1)).double()
    model(path).sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in model.parameters())
    torch.testing.assert_close(layer(path, lengths), siglib.log_sig(path, 3, lengths=lengths, **flags))


def test_precision_of_a_layer(path):
    single = path.float()
    out = LogSignature(4, precision="double")(single)
    assert torch.equal(out, siglib.log_sig(single.double(), 4).float())


@pytest.mark.parametrize(
    "layer", [*LAYERS, Signature(2, time_aug=True), LogSignature(2, method="expanded", scalar_term=True)], ids=repr
)
def test_out_features(path, layer):
    count = layer(path).shape[-1]
    assert layer.count_features(2) == count
    known = type(layer)(layer.degree, channels=2, **layer.flags)
    assert known.out_features == count
    assert torch.equal(known(path), layer(path))


def test_channels_that_are_not_those_of_the_layer(path):
    with pytest.raises(ValueError, match=r"path: expected 3 channels, as in channels=, got 2"):
        LogSignature(2, channels=3)(path)
    with pytest.raises(AttributeError, match="out_features"):
        _ = Signature(2).out_features


def test_basepoint(path, lengths):
    """A bias has a derivative, since it matters where paths begin."""
    model = nn.Sequential(nn.Linear(2, 2), Signature(2, basepoint=True)).double()
    model(path).sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in model.parameters())
    for layer, function in ((Signature, siglib.sig), (LogSignature, siglib.log_sig)):
        assert torch.equal(layer(2, basepoint=True)(path, lengths), function(path, 2, basepoint=True, lengths=lengths))


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_copies(path, layer):
    for twin in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert torch.equal(twin(path), layer(path))
        assert repr(twin) == repr(layer)


def test_repr():
    assert repr(Signature(3)) == "Signature(degree=3)"
    assert repr(Signature(2, time_aug=True, end_time=2.0, n_jobs=1)) == (
        "Signature(degree=2, time_aug=True, end_time=2.0, n_jobs=1)"
    )
    assert repr(LogSignature(2)) == "LogSignature(degree=2)"
    assert repr(LogSignature(2, channels=3, method="brackets", precision="double")) == (
        "LogSignature(degree=2, channels=3, method='brackets', precision='double')"
    )


WORKERS = """
import torch, siglib
from worker_data import Paths

if __name__ == "__main__":
    siglib.sig(torch.randn(64, 200, 4), 4, n_jobs=2)  # wakes the thread pool that a fork loses
    loader = torch.utils.data.DataLoader(Paths(), batch_size=4, num_workers=2, multiprocessing_context="METHOD")
    sigs, threads = (torch.cat(parts) for parts in zip(*loader))
    expected = torch.stack([Paths()[i][0] for i in range(len(Paths()))])
    torch.testing.assert_close(sigs, expected)
    assert (threads == 1).all(), threads
    print("ok")
"""
DATA = """
import torch
from siglib.torch.nn import Signature


class Paths(torch.utils.data.Dataset):
    def __len__(self):
        return 12

    def __getitem__(self, index):
        path = torch.randn(3000, 4, generator=torch.Generator().manual_seed(index)) / 50
        return Signature(4)(path), torch.tensor([torch.get_num_threads()])
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_data_loader_workers(method, tmp_path):
    (tmp_path / "worker_data.py").write_text(DATA)
    script = tmp_path / "main.py"
    script.write_text(WORKERS.replace("METHOD", method))
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.stdout == "ok\n", done.stderr


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_load_with_defaults(path, layer):
    """As weights are, which may come from anybody."""
    file = io.BytesIO()
    torch.save(layer, file)
    file.seek(0)
    assert torch.equal(torch.load(file)(path), layer(path))


def ragged(path):
    return [path[0, :3].requires_grad_(), path[1, :1], path[1]]


KINDS = {
    "list": lambda items: items,
    "dict": lambda items: dict(enumerate(items)),
    "packed": lambda items: pack_sequence(items, enforce_sorted=False),
    "nested": lambda items: torch.nested.as_nested_tensor(items, layout=torch.strided),
    "jagged": lambda items: torch.nested.as_nested_tensor(items, layout=torch.jagged),
}


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
@pytest.mark.parametrize("kind", KINDS)
def test_ragged_paths(path, kind):
    """Padded, and differentiable; layers pad by themselves."""
    items = ragged(path)
    given = KINDS[kind](items)
    padded, lengths = siglib.pad_paths(given)
    assert lengths.tolist() == [3, 1, path.shape[1]]
    assert not padded[0, 3:].any()
    expected = torch.stack([siglib.sig(item, 3) for item in items])
    torch.testing.assert_close(siglib.sig(padded, 3, lengths=lengths), expected)
    slopes = torch.autograd.grad(siglib.sig(padded, 3, lengths=lengths).sum(), items[0])
    torch.testing.assert_close(slopes, torch.autograd.grad(expected.sum(), items[0]))
    if kind in ("packed", "nested", "jagged"):
        torch.testing.assert_close(Signature(3)(given), expected)
        with pytest.raises(ValueError, match="lengths: expected None"):
            Signature(3)(given, lengths)


def test_ragged_paths_of_different_channels(path):
    with pytest.raises(ValueError, match=r"paths\[1\]: expected shape \(L, 2\), got \(4, 1\)"):
        siglib.pad_paths([path[0], path[1, :4, :1]])
    with pytest.raises(TypeError, match=r"paths\[0\]: expected dtype float32 or float64"):
        siglib.pad_paths([path[0].half()])
    for mixed in ([path[0], path[1].numpy()], {"a": path[0].numpy(), "b": path[1]}):
        with pytest.raises(TypeError, match=r"paths\[(1|'a')\]: expected a tensor, as others are, got a ndarray"):
            siglib.pad_paths(mixed)
    with pytest.raises(ValueError, match="paths: expected at least one path"):
        siglib.pad_paths(path[:0])
    with pytest.raises(TypeError, match="paths: expected a sequence, a dict or a frame of paths, got a generator"):
        siglib.pad_paths(item for item in path)


def test_lengths_of_any_kind(path):
    expected = siglib.sig(path, 2, lengths=torch.tensor([3, 4]))
    backwards, foreign = np.array([4, 3])[::-1], np.array([3, 4], ">i8")
    for lengths in ([3, 4], (3, 4), range(3, 5), np.array([3, 4]), np.array([3, 4], "uint8"), backwards, foreign):
        assert torch.equal(siglib.sig(path, 2, lengths=lengths), expected)
        assert np.array_equal(siglib.sig(path.numpy(), 2, lengths=lengths), expected.numpy())
