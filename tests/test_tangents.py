"""Dual numbers: forward mode, and the tangent of the gradient that second derivatives are made of."""

import pytest
from support import compiled
from variant_checks import check


@pytest.mark.parametrize("variant", compiled("sigfwd_dual") + compiled("sigbwd_dual"), ids=str)
def test_variant_against_complex_steps(variant):
    check(variant, largest=400)
