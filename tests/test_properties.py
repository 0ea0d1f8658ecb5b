"""Random shapes, flags and formats against the reference, for every operation."""

import numpy as np
import pytest
from cases import Problem
from hypothesis import assume, given
from hypothesis import strategies as st
from operations import CASES
from support import DTYPES

batches = st.lists(st.integers(0, 6), max_size=3).map(tuple)
lengths = st.one_of(st.integers(0, 20), st.integers(21, 300))


@st.composite
def examples(draw, case):
    """Arguments of the operation, of any size that the reference can compute in time."""
    flagged = [flagged.flags for flagged in case.flagged()]
    fields = {name: draw(st.sampled_from(sorted({flags[name] for flags in flagged}))) for name in flagged[0]}
    if "end_time" in fields:
        fields["end_time"] = draw(st.sampled_from([1.0, 0.25, 3, -1.5]))
    problem = Problem(
        **fields,
        batch=draw(batches),
        length=draw(lengths) if case.of_paths else 2,
        dimension=draw(st.integers(1, 6 if case.of_paths else 9)),
        degree=draw(st.integers(0, 6)),
        dtype=draw(st.sampled_from(DTYPES)),
        seed=draw(st.integers(0, 2**32 - 1)),
    )
    assume(problem.columns <= (2000 if case.of_paths else 5000))
    paths = np.prod(problem.batch, initial=1)
    assume(problem.columns * problem.points * paths <= 300_000)
    if case.of_pairs:
        assume(problem.points**2 * paths ** (1 if case.by_row else 2) <= 30_000)
    return case.example(**vars(problem))


@pytest.mark.parametrize("case", CASES, ids=str)
@given(data=st.data(), n_jobs=st.integers(-3, 5).filter(bool))
def test_operation(case, data, n_jobs):
    example = data.draw(examples(case))
    example.check(n_jobs=1)
    for out, serial in zip(example(n_jobs=n_jobs), example(n_jobs=1), strict=True):
        np.testing.assert_array_equal(out, serial)
