"""Golden values: see data/README.md for where they come from."""

import json

import numpy as np
import pytest
import reference
import reference_kernels
import reference_log
from support import BACKWARD, FORWARD, HERE, error, static_kernel

import siglib

CASES = json.loads((HERE / "data" / "signature_cases.json").read_text())
CALLS = [
    call
    for kind in ("log_signature", "join")
    for call in json.loads((HERE / "data" / f"{kind}_cases.json").read_text())
]
KERNEL_CALLS = json.loads((HERE / "data" / "kernel_cases.json").read_text())
with np.load(HERE / "data" / "signature_cases.npz") as archive:
    VALUES = dict(archive)

pytestmark = pytest.mark.usefixtures("kernels")


@pytest.fixture(params=CASES, ids=lambda case: case["key"])
def case(request):
    return request.param


@pytest.fixture
def augment(case):
    return {name: case[name] for name in ("time_aug", "lead_lag")}


def golden(case, *names, dtype="float64"):
    values = tuple(VALUES[f"{case['key']}_{name}"].astype(dtype) for name in names)
    return values if len(values) > 1 else values[0]


def test_sig(case, augment, dtype):
    path = golden(case, "path", dtype=dtype)
    out = siglib.sig(path, case["degree"], end_time=case["end_time"], **augment)
    assert out.dtype == dtype
    assert error(out, golden(case, "sig")) <= FORWARD[dtype]


@pytest.mark.parametrize("given", [True, False], ids=["sig", "None"])
def test_sig_backprop(case, augment, dtype, given):
    path, sig, derivs = golden(case, "path", "sig", "sig_derivs", dtype=dtype)
    out = siglib.sig_backprop(
        path, sig if given else None, derivs, case["degree"], end_time=case["end_time"], **augment
    )
    assert out.dtype == dtype
    assert error(out, golden(case, "path_derivs")) <= BACKWARD[dtype]


def test_sig_combine(case, augment, dtype):
    pair = golden(case, "sig", "sig2", dtype=dtype)
    out = siglib.sig_combine(*pair, case["dimension"], case["degree"], **augment)
    assert out.dtype == dtype
    assert error(out, golden(case, "combined")) <= FORWARD[dtype]


def test_sig_combine_backprop(case, augment, dtype):
    three = golden(case, "sig_derivs", "sig", "sig2", dtype=dtype)
    out = siglib.sig_combine_backprop(*three, case["dimension"], case["degree"], **augment)
    expected = golden(case, "combine_d1", "combine_d2")
    assert max(map(error, out, expected)) <= BACKWARD[dtype]
    assert {a.dtype.name for a in out} == {dtype}


def test_reference(case, augment):
    """The reference that every other module relies on is itself held to the golden values."""
    path, sig, sig2, derivs = golden(case, "path", "sig", "sig2", "sig_derivs")
    d, n = reference.enlarged(case["dimension"], **augment), case["degree"]
    flags = {**augment, "end_time": case["end_time"]}
    pairs = [
        (reference.sig(path, n, **flags), golden(case, "sig")),
        (reference.sig_backprop(path, derivs, n, **flags), golden(case, "path_derivs")),
        (reference.sig_combine(sig, sig2, d, n), golden(case, "combined")),
        *zip(
            reference.sig_combine_backprop(derivs, sig, sig2, d, n),
            golden(case, "combine_d1", "combine_d2"),
            strict=True,
        ),
    ]
    assert max(error(a, b) for a, b in pairs) < 1e-14


# The files may be ahead of siglib.
@pytest.mark.parametrize(
    ("function", "call"),
    [
        pytest.param(getattr(library, call["function"]), call, id=f"{library.__name__}-{call['function']}-{number}")
        for library in (reference, reference_log, siglib)
        for number, call in enumerate(CALLS)
        if hasattr(library, call["function"])
    ],
)
def test_calls(function, call):
    arrays = {name: np.array(values) for name, values in call["arrays"].items()}
    outs = function(**arrays, **call["options"])
    outs = outs if isinstance(outs, tuple) else (outs,)
    assert len(outs) == len(call["results"])
    assert max(map(error, outs, map(np.array, call["results"]))) < 1e-12


@pytest.mark.parametrize(
    ("library", "call"),
    [
        pytest.param(library, call, id=f"{library.__name__}-{call['function']}-{number}")
        for library in (reference_kernels, siglib)
        for number, call in enumerate(KERNEL_CALLS)
        if hasattr(library, call["function"])
    ],
)
def test_calls_of_kernels(library, call):
    arrays = {name: np.array(values) for name, values in call["arrays"].items()}
    options = dict(call["options"])
    if library is siglib and "static_kernel" in options:
        options["static_kernel"] = static_kernel(*options["static_kernel"])
    outs = getattr(library, call["function"])(**arrays, **options)
    outs = outs if isinstance(outs, tuple) else (outs,)
    assert len(outs) == len(call["results"])
    # The values for fine grids are sums of so many roundings.
    assert max(map(error, outs, map(np.array, call["results"]))) < 5e-12
