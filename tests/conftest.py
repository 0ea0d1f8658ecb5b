import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
# For codegen, which is not installed. At the end, since siglib has to be the one that is.
sys.path.append(str(Path(__file__).parent.parent))

from operations import CASES, FLAGGED
from support import DTYPES, FLAGS, KERNELS, restrict_variants

settings.register_profile("siglib", deadline=None, max_examples=60, derandomize=True, database=None, print_blob=True)
settings.load_profile("siglib")


# Modules that take longest: begun first, so that one of several processes does not end long after the others.
LONGEST = ("test_wheels", "test_sanitizer", "test_operations", "test_compiler", "test_build", "test_derivatives")
LONGEST += ("test_isa", "test_degenerate", "test_threads")


def pytest_collection_modifyitems(items):
    """Where modules are handed out to processes: the order of their tests is that of the files."""
    items.sort(key=lambda item: LONGEST.index(item.path.stem) if item.path.stem in LONGEST else len(LONGEST))


@pytest.fixture
def rng():
    return np.random.default_rng(20240607)


@pytest.fixture(params=DTYPES)
def dtype(request):
    return request.param


@pytest.fixture(params=FLAGS, ids=lambda f: "".join("fT"[f[k]] for k in ("time_aug", "lead_lag")))
def flags(request):
    return request.param


@pytest.fixture(autouse=True)
def restrict():
    """Chooses the kernels: None (all), 'degree', 'dimension' or 'generic'; undone after the test."""
    yield restrict_variants
    restrict_variants(None)


@pytest.fixture(params=KERNELS, ids=str)
def kernels(request, restrict):
    restrict(request.param)
    return request.param


@pytest.fixture(params=CASES, ids=str)
def case(request):
    """Each operation."""
    return request.param


@pytest.fixture(params=FLAGGED, ids=str)
def flagged(request):
    """Each operation with each combination of its flags, formats of signatures, lengths and left-out arrays."""
    return request.param
