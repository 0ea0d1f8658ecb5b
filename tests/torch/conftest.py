import pytest
import torch


@pytest.fixture(autouse=True)
def seed():
    torch.manual_seed(0)


@pytest.fixture
def path():
    return torch.randn(2, 5, 2, dtype=torch.float64).cumsum(1) * 0.5


@pytest.fixture
def lengths():
    return torch.tensor([3, 5])
