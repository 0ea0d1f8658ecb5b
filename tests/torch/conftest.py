import pytest
import torch
from operations import CASES, FLAGGED


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.fixture
def path():
    return torch.randn(2, 5, 2, dtype=torch.float64).cumsum(1) * 0.5


@pytest.fixture
def lengths():
    return torch.tensor([3, 5])


@pytest.fixture(params=[case for case in CASES if case.is_public], ids=str)
def case(request):
    """Each public operation."""
    return request.param


@pytest.fixture(params=[flagged for flagged in FLAGGED if flagged.is_public], ids=str)
def flagged(request):
    """Each public operation with each combination of its flags."""
    return request.param
