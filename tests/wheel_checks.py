"""What a wheel of degree 4 and dimension 3 in float64, without generic kernels, has to do where it is installed."""

import sys

import numpy as np
import reference
import reference_log

import siglib
import siglib._core

config = siglib.show_config()
build = config["build"]
# Kernels of subtrees and those for lead-lag paths are not in wheels of chosen dimensions.
expected = {
    "_".join([name, "f64", *(["d3"] if "dimension" in kernel["axes"] else []), *(["n4"] if kernel["axes"] else [])])
    for name, kernel in build["kernels"].items()
    if kernel["family"] in build["families"] and "_subtree" not in name and "_lead_lag" not in name
} | {"combine_f64_d1", "combine_bwd_f64_d1"}
assert expected >= {"sigfwd_f64_d3_n4", "sigbwd_dual_f64_d3_n4"}
assert set(config["variants"]) == expected, config["variants"]
assert (build["degrees"], build["dims"], build["dtypes"]) == ([4], [3], ["float64"])
assert build["exact"]
assert not build["generic"]
assert siglib.__file__.startswith(sys.prefix)

rng = np.random.default_rng(0)


def close(actual, expected):
    np.testing.assert_allclose(actual, expected, rtol=1e-8, atol=1e-8 * np.abs(expected).max(initial=0))


# Many short paths, and one long path, which is cut into segments that Chen products join.
for batch, length in ((37, 12), (1, 700)):
    path = rng.standard_normal((batch, length, 3)).cumsum(axis=1) / length
    sigs = reference.sig(path, 4)
    derivs = rng.standard_normal(sigs.shape)
    close(siglib.sig(path, 4), sigs)
    close(siglib.sig_backprop(path, None, derivs, 4), reference.sig_backprop(path, derivs, 4))
    close(siglib.sig_jvp(path, path, 4)[0], sigs)
    correction = 0.1 * rng.standard_normal((batch, length - 1, 9)) / length
    close(siglib.sig(path, 4, correction=correction), reference.sig_corrected(path, correction, 4))
    for out, value in zip(
        siglib.sig_backprop(path, None, derivs, 4, correction=correction),
        reference.sig_corrected_backprop(path, correction, derivs, 4),
        strict=True,
    ):
        close(out, value)
    for method in (0, 1, 2):
        logs = reference_log.log_sig(path, 4, method=method)
        log_derivs = rng.standard_normal(logs.shape)
        close(siglib.log_sig(path, 4, method=method), logs)
        close(
            siglib.log_sig_backprop(path, None, log_derivs, 4, method=method),
            reference_log.log_sig_backprop(path, None, log_derivs, 4, method=method),
        )
        close(siglib.logsig_to_sig(logs, 3, 4, method=method), sigs)
        close(
            siglib.log_sig_combine(logs, logs, 3, 4, method=method),
            reference_log.log_sig_combine(logs, logs, 3, 4, method=method),
        )

# The dimension that counts is that of the augmented path.
assert siglib.sig(path[..., :1], 4, lead_lag=True, time_aug=True).shape == (1, 120)
close(siglib.sig(path[..., :2], 4, time_aug=True), siglib.sig(siglib.transform_path(path[..., :2], time_aug=True), 4))
left, right = siglib.sig(path[:, :300], 4), siglib.sig(path[:, 299:], 4)
close(siglib.sig_combine(left, right, 3, 4), sigs)
close(siglib.sig_combine_backprop(derivs, left, right, 3, 4), reference.sig_combine_backprop(derivs, left, right, 3, 4))

# What needs no kernel.
assert siglib.sig(path, 0, scalar_term=True).shape == (1, 1)
assert siglib.sig(np.empty((0, 5, 7)), 6).shape == (0, siglib.sig_length(7, 6))
assert not siglib.sig(np.ones((2, 1, 7)), 3).any()
line = rng.standard_normal((5, 9, 1))
close(siglib.log_sig(line, 6), reference_log.log_sig(line, 6))
close(siglib.sig(line, 6), reference.sig(line, 6))
close(siglib.sig_backprop(line, None, np.ones((5, 6)), 6), reference.sig_backprop(line, np.ones((5, 6)), 6))
one, two = siglib.sig(line[:, :4], 6), siglib.sig(line[:, 3:], 6)
close(siglib.sig_combine(one, two, 1, 6), reference.sig(line, 6))
close(siglib.sig_combine_backprop(one, one, two, 1, 6), reference.sig_combine_backprop(one, one, two, 1, 6))


def refused(call, *words):
    message = ""
    try:
        call()
    except siglib.UnsupportedVariantError as error:
        message = str(error)
    assert message, "a variant that is not compiled in must be refused"
    for word in words:
        assert word in message, f"{word} is not in: {message}"


wide = np.zeros((2, 5, 4))
is_whole = {kernel["family"] for kernel in build["kernels"].values()} == {*build["families"]}
families = "" if is_whole else f"--families {','.join(sorted(build['families']))} "
command = f"python -m codegen wheel --degrees 4 --dims 3,4 --dtypes float64 {families}--no-generic"
refused(lambda: siglib.sig(wide, 4), "sigfwd_f64_d4_n4", "compiled in: sigfwd_f64_d3_n4;", command)
refused(lambda: siglib.sig(path, 5), "sigfwd_f64_d3_n5", "--degrees 4,5 --dims 3 ")
refused(lambda: siglib.sig(path, 4, time_aug=True), "sigfwd_f64_d4_n4")
refused(lambda: siglib.sig_jvp(wide, wide, 4), "sigfwd_dual_f64_d4_n4", "compiled in: sigfwd_dual_f64_d3_n4;")
refused(lambda: siglib.sig_backprop(wide, None, np.zeros((2, 20)), 2), "f64_d4_n2")
refused(lambda: siglib.sig_combine(np.zeros(6), np.zeros(6), 2, 2), "combine_f64_d2_n2")
refused(lambda: siglib.sig_combine_backprop(*np.zeros((3, 6)), 2, 2), "combine_bwd_f64_d2_n2")
refused(lambda: siglib.log_sig(wide, 4), "sigfwd_f64_d4_n4", "compiled in: sigfwd_f64_d3_n4;")
refused(
    lambda: siglib.sig_to_log_sig(np.zeros(14), 2, 3),
    "series_lyndon_f64_d2_n3",
    "compiled in: series_lyndon_f64_d3_n4;",
)
refused(lambda: siglib.log_sig(path, 5), "sigfwd_f64_d3_n5", "--degrees 4,5 --dims 3 ")
refused(lambda: siglib.log_sig_combine(*np.zeros((2, 14)), 3, 3), "series_factors_f64_d3_n3")
refused(lambda: siglib.sig(path.astype(np.float32), 4), "float32", "--dtypes float32,float64")

if "torch" in sys.argv:
    import torch

    tensor = torch.tensor(path, requires_grad=True)
    (gradient,) = torch.autograd.grad(siglib.sig(tensor, 4).square().sum(), tensor, create_graph=True)
    gradient.square().sum().backward()
    assert tensor.grad.isfinite().all()
    refused(lambda: siglib.sig(torch.zeros(2, 5, 4, dtype=torch.float64), 4), "sigfwd_f64_d4_n4", command)
    refused(lambda: siglib.sig(torch.zeros(2, 5, 3), 4), "float32")
print(np.__version__)
