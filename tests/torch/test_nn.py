"""The module: as a layer, copied, pickled, and in the workers of a DataLoader."""

import copy
import pickle
import subprocess
import sys

import pytest
import torch
from torch import nn

import siglib
from siglib.torch.nn import Signature


def test_layer(path, lengths):
    model = nn.Sequential(nn.Linear(2, 3), Signature(2, time_aug=True), nn.Linear(20, 1)).double()
    model(path).sum().backward()
    assert all(parameter.grad.abs().sum() > 0 for parameter in model.parameters())
    torch.testing.assert_close(Signature(3)(path, lengths), siglib.sig(path, 3, lengths=lengths))


def test_copies(path):
    layer = Signature(3, lead_lag=True, scalar_term=True)
    for twin in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert torch.equal(twin(path), layer(path))
        assert repr(twin) == repr(layer)


def test_repr():
    assert repr(Signature(3)) == "Signature(degree=3)"
    assert repr(Signature(2, time_aug=True, end_time=2.0, n_jobs=1)) == (
        "Signature(degree=2, time_aug=True, end_time=2.0, n_jobs=1)"
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
