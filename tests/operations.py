"""The table of cases: one for each public function.

Every test that is about all functions loops over it: `case` in a test's arguments is each of them, `flagged` each of
them with each combination of its flags (see conftest.py). What a case says is explained in cases.py.

A new function needs a row here, and its reference in reference.py. Nothing else lists functions: test_operations.py
fails for a public name that has no row. Tests in tests/cuda loop over what siglib/_operations declares.
"""

import reference
from cases import AUGMENTED, FACTORS, PATH, SIGNATURE, SIGNATURE_OF_PATH, SIGNATURES, Case
from support import BACKWARD, COPIED, FORWARD, second_derivative

TABLE = [
    Case(
        "sig",
        "path, degree, *, time_aug, lead_lag, end_time, scalar_term, lengths, n_jobs",
        arrays={"path": PATH},
        results=(SIGNATURE,),
        reference=reference.sig,
        tolerance=FORWARD,
        by=("path",),
    ),
    Case(
        "sig_jvp",
        "path, tangent, degree, *, time_aug, lead_lag, end_time, scalar_term, lengths, n_jobs",
        arrays={"path": PATH, "tangent": PATH},
        results=(SIGNATURE, SIGNATURE),
        reference=reference.sig_jvp,
        tolerance=BACKWARD,
        by=("path", "tangent"),
        order=1,
        forward=False,
    ),
    Case(
        "sig_backprop",
        "path, sig, sig_derivs, degree, *, time_aug, lead_lag, end_time, lengths, n_jobs",
        arrays={"path": PATH, "sig": SIGNATURE_OF_PATH, "sig_derivs": SIGNATURE},
        optional=("sig",),
        results=(PATH,),
        reference=lambda path, sig, sig_derivs, degree, **flags: reference.sig_backprop(
            path, sig_derivs, degree, **flags
        ),
        tolerance=BACKWARD,
        by=("path", "sig_derivs"),
        order=1,
    ),
    Case(
        "sig_backprop_tangent",
        "path, tangent, sig_derivs, degree, *, time_aug, lead_lag, end_time, lengths, n_jobs",
        function=second_derivative,
        arrays={"path": PATH, "tangent": PATH, "sig_derivs": SIGNATURE},
        results=(PATH, SIGNATURE),
        reference=reference.sig_backprop_tangent,
        tolerance={dtype: 3 * value for dtype, value in BACKWARD.items()},
    ),
    Case(
        "transform_path",
        "path, *, time_aug, lead_lag, end_time, n_jobs",
        arrays={"path": PATH},
        results=(AUGMENTED,),
        reference=reference.transform,
        tolerance=COPIED,
        by=("path",),
    ),
    Case(
        "transform_path_backprop",
        "derivs, *, time_aug, lead_lag, end_time, n_jobs",
        arrays={"derivs": AUGMENTED},
        results=(PATH,),
        reference=reference.transform_backprop,
        tolerance=COPIED,
        by=("derivs",),
    ),
    Case(
        "sig_combine",
        "sig1, sig2, dimension, degree, *, time_aug, lead_lag, n_jobs",
        arrays={"sig1": SIGNATURE, "sig2": SIGNATURE},
        results=(SIGNATURE,),
        reference=reference.sig_combine,
        tolerance=FORWARD,
        by=("sig1", "sig2"),
    ),
    Case(
        "sig_combine_backprop",
        "deriv, sig1, sig2, dimension, degree, *, time_aug, lead_lag, n_jobs",
        arrays={"deriv": SIGNATURE, "sig1": SIGNATURE, "sig2": SIGNATURE},
        results=(SIGNATURE, SIGNATURE),
        reference=reference.sig_combine_backprop,
        tolerance=BACKWARD,
        by=("deriv", "sig1", "sig2"),
    ),
    Case(
        "sig_product",
        "sigs, dimension, degree, axis=-2, *, time_aug, lead_lag, n_jobs",
        arrays={"sigs": SIGNATURES},
        results=(SIGNATURE,),
        reference=reference.sig_product,
        tolerance=FORWARD,
        by=("sigs",),
    ),
    Case(
        "sig_inverse",
        "sig, dimension, degree, *, time_aug, lead_lag, n_jobs",
        arrays={"sig": SIGNATURE},
        results=(SIGNATURE,),
        reference=reference.sig_inverse,
        tolerance=COPIED,
        by=("sig",),
    ),
    Case(
        "sig_scale",
        "sig, factors, degree=None, *, n_jobs",
        arrays={"sig": SIGNATURE, "factors": FACTORS},
        results=(SIGNATURE,),
        reference=reference.sig_scale,
        tolerance=FORWARD,
        by=("sig", "factors"),
    ),
    # What takes no arrays.
    Case(
        "sig_length",
        "dimension, degree, *, time_aug, lead_lag, scalar_term",
        reference=reference.sig_length,
    ),
    Case(
        "estimate_cost",
        "operation, *, batch, dimension, length=0, degree=0, time_aug, lead_lag, dtype=np.float64",
    ),
    Case("get_include", ""),
    Case("show_config", ""),
]

NO_FUNCTIONS = {"Cost", "UnsupportedVariantError", "__version__"}

# The table may be ahead of siglib.
FUNCTIONS = [case for case in TABLE if case.is_there]
CASES = [case for case in FUNCTIONS if case.arrays]
FLAGGED = [flagged for case in CASES for flagged in case.flagged()]
