"""What the test modules share: tolerances, paths, compiled variants, subprocesses, and siglib's internals.

No other module of the tests looks inside siglib.
"""

import os
import pickle
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import reference

import siglib
from siglib import _extras, _interval_plans
from siglib._coefficients import as_words
from siglib._native import pairs, path, runtime, series, words
from siglib._operation import OPERATIONS, third_derivative
from siglib._operations import path as path_operations
from siglib._operations import stream as stream_operations
from siglib._operations import words as words_operations
from siglib._options import PairsOptions, PathOptions

HERE = Path(__file__).parent
CONFIG = siglib.show_config()
EXTRAS = _extras.EXTRAS
LANES = CONFIG["lanes"]
FLAGS = [
    {"time_aug": time_aug, "lead_lag": lead_lag, "end_time": 2.5 if time_aug else 1.0}
    for lead_lag in (False, True)
    for time_aug in (False, True)
]
FORWARD = {"float32": 1e-5, "float64": 1e-12}
BACKWARD = {"float32": 1e-4, "float64": 1e-10}
COPIED = {"float32": 3e-7, "float64": 2e-15}
# Which kernels run, see restrict_variants.
KERNELS = (None, "degree", "dimension", "generic")
DISTINCT = 5  # reference paths per check; coprime with the lane counts, so neighbours differ


restricted = {"to": None}


def shared(function, ignore=()):
    """Keep results in the folder that processes share, if there is one; `ignore` are arguments that say nothing new."""
    folder = os.environ.get("SIGLIB_TEST_MEMORY")
    if folder is None:
        return function
    from joblib import Memory

    return Memory(folder, verbose=0).cache(function, ignore=[*ignore])


def remembered(function):
    """Compute each result once."""
    return cache(shared(function))


def restrict_variants(kind, prefix=None, rows=None, signatures=None, waves=None, fanout=0, expansion=None):
    """Let kernels run that have no more compiled in: 'degree', 'dimension', None for both, 'generic' for neither.

    Prefixes of subtrees have so many letters, 0: there are none; power series are computed row by row (True) or in
    lanes (False); coefficients are taken out of signatures (True) or come of a walk (False); signature kernels are
    computed pair by pair (True), long ones in `fanout` parts of parts, or in lanes (False); logarithms at all words are
    made of those at Lyndon words (True) or not (False). None: what is planned.
    """
    if kind != restricted["to"]:  # to choose anew takes as long as a small test
        runtime.restrict_variants(kind)
        restricted["to"] = kind
    path.choose_prefix(prefix)
    path.choose_expansion(expansion)
    series.choose_rows(rows)
    words.choose_signatures(signatures)
    pairs.choose_waves(waves, fanout)


@contextmanager
def noting(**what):
    """Let what fails say in which turn of a loop it did: a test for each turn would take longer than the turn."""
    try:
        yield
    except Exception as error:
        error.add_note(", ".join(f"{name}: {value}" for name, value in what.items()))
        raise


def second_derivative(
    path, tangent, sig_derivs, degree, *, time_aug=False, lead_lag=False, end_time=1.0, lengths=None, n_jobs=None
):
    """The operation that second derivatives are made of: tangents of the gradient and of the signature."""
    return path_operations.sig_backprop_tangent.call(
        (path, tangent, sig_derivs, lengths), (degree, time_aug, lead_lag, end_time, False, n_jobs)
    )


def sig_stream(
    path,
    initial,
    degree,
    *,
    time_aug=False,
    lead_lag=False,
    end_time=1.0,
    scalar_term=False,
    lengths=None,
    n_jobs=None,
):
    """The operation on streams that start from given signatures."""
    return stream_operations.sig_stream.call(
        (path, initial, lengths), (degree, time_aug, lead_lag, end_time, scalar_term, n_jobs)
    )


def sig_stream_jvp(
    path,
    tangent,
    initial,
    initial_tangent,
    degree,
    *,
    time_aug=False,
    lead_lag=False,
    end_time=1.0,
    scalar_term=False,
    lengths=None,
    n_jobs=None,
):
    """And its tangent."""
    return stream_operations.sig_stream_jvp.call(
        (path, tangent, initial, initial_tangent, lengths),
        (degree, time_aug, lead_lag, end_time, scalar_term, n_jobs),
    )


def sig_stream_backprop(
    path,
    initial,
    sig,
    sig_derivs,
    degree,
    *,
    time_aug=False,
    lead_lag=False,
    end_time=1.0,
    lengths=None,
    n_jobs=None,
):
    """And its gradient."""
    return stream_operations.sig_stream_backprop.call(
        (path, sig, sig_derivs, initial, lengths), (degree, time_aug, lead_lag, end_time, False, n_jobs)
    )


def sig_stream_backprop_tangent(
    path,
    tangent,
    sig_derivs,
    initial,
    initial_tangent,
    degree,
    *,
    time_aug=False,
    lead_lag=False,
    end_time=1.0,
    lengths=None,
    n_jobs=None,
):
    """And the tangents of both."""
    return stream_operations.sig_stream_backprop_tangent.call(
        (path, tangent, sig_derivs, initial, initial_tangent, lengths),
        (degree, time_aug, lead_lag, end_time, False, n_jobs),
    )


def second_derivative_of_words(
    path, tangent, words, derivs, *, time_aug=False, lead_lag=False, end_time=1.0, lengths=None, n_jobs=None
):
    """The same of coefficients."""
    return words_operations.sig_coef_backprop_tangent.call(
        (path, tangent, derivs, lengths), (as_words(words), time_aug, lead_lag, end_time, n_jobs)
    )


def sig_corrected(path, correction, degree, **options):
    """`sig` with a correction."""
    return siglib.sig(path, degree, correction=correction, **options)


def sig_corrected_backprop(path, correction, sig, sig_derivs, degree, **options):
    """`sig_backprop` with a correction."""
    return siglib.sig_backprop(path, sig, sig_derivs, degree, correction=correction, **options)


def sig_corrected_jvp(path, correction, tangent, correction_tangent, degree, **options):
    """The operation that moves signatures along tangents of paths and corrections."""
    return _corrected("sig_corrected_jvp", (path, correction, tangent, correction_tangent), degree, **options)


def sig_corrected_backprop_tangent(path, correction, tangent, correction_tangent, sig_derivs, degree, **options):
    """The operation that second derivatives of these are made of."""
    arrays = path, correction, tangent, correction_tangent, sig_derivs
    return _corrected("sig_corrected_backprop_tangent", arrays, degree, **options)


def _corrected(
    operation, arrays, degree, *, time_aug=False, end_time=1.0, scalar_term=False, lengths=None, n_jobs=None
):
    given = (degree, time_aug, False, end_time, scalar_term, n_jobs)
    return OPERATIONS[operation].call((*arrays, lengths), given)


def static_kernel(name, parameters):
    """A static kernel of siglib, as the reference names it."""
    return getattr(siglib, name)(**parameters)


def sig_kernel_symmetric(paths, *, lengths=None, **options):
    """The Gram matrix of one batch."""
    return siglib.sig_kernel_gram(paths, lengths1=lengths, **options)


def sig_kernel_symmetric_jvp(paths, tangents, *, lengths=None, **options):
    """Its derivative along tangents."""
    return siglib.sig_kernel_gram_jvp(paths, None, tangents, None, lengths1=lengths, **options)


def sig_kernel_symmetric_backprop(paths, derivs, *, lengths=None, **options):
    """And its gradient."""
    return siglib.sig_kernel_gram_backprop(derivs, paths, lengths1=lengths, **options)[0]


def sig_kernel_grid(path1, path2, **options):
    """The kernels of all prefixes."""
    return siglib.sig_kernel(path1, path2, return_grid=True, **options)


def sig_kernel_grid_jvp(path1, path2, tangent1, tangent2, **options):
    """Their derivatives along tangents."""
    return siglib.sig_kernel_jvp(path1, path2, tangent1, tangent2, return_grid=True, **options)


def sig_kernel_grid_backprop(derivs, path1, path2, **options):
    """And their gradients."""
    return siglib.sig_kernel_backprop(derivs, path1, path2, return_grid=True, **options)


def sig_kernel_rbf(path1, path2, **options):
    """The kernel of paths that a radial function lifts."""
    return siglib.sig_kernel(path1, path2, static_kernel=siglib.RBFKernel(15.0), **options)


def sig_kernel_rbf_jvp(path1, path2, tangent1, tangent2, **options):
    """Its derivative along tangents."""
    static_kernel = siglib.RBFKernel(15.0)
    return siglib.sig_kernel_jvp(path1, path2, tangent1, tangent2, static_kernel=static_kernel, **options)


def sig_kernel_rbf_backprop(derivs, path1, path2, **options):
    """And its gradients."""
    return siglib.sig_kernel_backprop(derivs, path1, path2, static_kernel=siglib.RBFKernel(15.0), **options)


def operation_of(kernel):
    """The name of the operation that a kernel computes."""
    return next(name for name, operation in OPERATIONS.items() if operation.kernel == kernel)


def options_of(operation, dimension, degree, *, time_aug=False, lead_lag=False, end_time=1.0, **changes):
    """The options of an operation for raw paths, or for what is made of them; `changes` are fields of its own."""
    as_read = PathOptions(degree, time_aug, lead_lag, end_time, False, None)
    return OPERATIONS[operation].options.of_path(as_read, dimension)._replace(**changes)


def own_shapes(operation, length, dimension, options):
    """What operands look like besides the batch, by name: `()` of those that hold integers."""
    operands = OPERATIONS[operation].operands
    return {operand.name: operand.kind.own_shape(length, dimension, options) for operand in operands}


def operand_names(operation):
    return [operand.name for operand in OPERATIONS[operation].operands]


def is_of_pairs(operation):
    """Whether an operation takes all pairs of paths."""
    return OPERATIONS[operation].options is PairsOptions


def row_lengths(operation, dimension, degree, **changes):
    """How long the rows are that an operation on tensors takes."""
    options = options_of(operation, dimension, degree, **changes)
    return [columns for (columns,) in own_shapes(operation, 0, dimension, options).values()]


def with_scalar_terms(operation):
    """Names of the operands whose rows may have a scalar term."""
    return [operand.name for operand in OPERATIONS[operation].operands if operand.kind.signature]


def compute_tensors(operation, *arrays, dimension, degree, **changes):
    """Results of an operation on tensors, whether a public function computes it or not."""
    results = OPERATIONS[operation](*arrays, options=options_of(operation, dimension, degree, **changes))
    return results if isinstance(results, tuple) else (results,)


def kept_by(stream):
    """Bytes that a stream keeps, as a pickle has them."""
    return len(pickle.dumps(stream))


def interval_plans():
    """What signatures of intervals can be made by."""
    return [_interval_plans.OneByOne, _interval_plans.Tree]


def forget_calls():
    """Let the next call of every operation take the general way."""
    for operation in OPERATIONS.values():
        operation.memory.forget()


def differentiable(operation):
    """Names of the operands that an operation is differentiated by; none, if it is the last derivative of another."""
    declared = OPERATIONS[operation]
    return [o.name for o in declared.operands if not o.optional] if declared.vjp is not third_derivative else []


def operation_names():
    """The operations of torch.ops.siglib."""
    import torch

    siglib.sig(torch.zeros(2, 1), 1)  # the first call defines them
    names = (name.partition("::") for name in torch._C._dispatch_get_all_op_names())
    return sorted({name.partition(".")[0] for library, _, name in names if library == "siglib"})


@dataclass(frozen=True)
class Variant:
    op: str
    dtype: str
    d: int | None
    degree: int | None
    # Whether it has the name of a kernel that is specialised by nothing.
    alone: bool = False

    @classmethod
    def parse(cls, name):
        match = re.fullmatch(r"([a-z][a-z0-9_]*?)_f(32|64)(_generic)?(?:_d(\d+))?(?:_n(\d+))?", name)
        assert match, f"{name} is no variant id"
        op, bits, generic, d, degree = match.groups()
        return cls(op, f"float{bits}", d and int(d), degree and int(degree), not (generic or d or degree))

    def __str__(self):
        axes = [f"d{self.d}"] * bool(self.d) + [f"n{self.degree}"] * bool(self.degree)
        return "_".join([self.op, f"f{self.dtype[5:]}", *(axes or ["generic"] * (not self.alone))])

    @property
    def kernels(self):
        """The argument of restrict_variants under which this variant is the one that runs."""
        if self.d and self.degree:
            return None
        return "dimension" if self.d else "degree" if self.degree else "generic"

    @property
    def by_row(self):
        """Whether it computes a power series row by row."""
        return "_row" in self.op

    @property
    def prefixes(self):
        """How many letters prefixes are to have for it to run."""
        return (1, 2, 3) if self.op.endswith(("_subtree", "_subtree_dual")) else (0,)

    def shapes(self, largest=2500):
        """The (dimension, degree) pairs to try it on; of a subtree, the degree below its prefix."""
        degrees = [self.degree] if self.degree else [1, 2, 3, 5, 6, 9, 10]
        dimensions = [self.d] if self.d else [1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33]
        return [
            (d, n)
            for n in degrees
            for d in dimensions
            if self.kernels is None or d <= 2 or reference.sig_length(d, n) <= largest
        ]


VARIANTS = [Variant.parse(name) for name in CONFIG["variants"]]
DTYPES = sorted({v.dtype for v in VARIANTS})


def of_family(family):
    """The variants of the kernels of a family."""
    return [v for v in VARIANTS if CONFIG["build"]["kernels"][v.op]["family"] == family]


def compiled(op):
    """The variants of a kernel, and those of its subtrees."""
    return [v for v in VARIANTS if v.op.replace("_subtree", "") == op]


def batch_sizes(dtype):
    w = LANES[dtype]
    return sorted({1, w - 1, w, w + 1, 2 * w + 3})


# Of any dtype: of the first rows of so many the reference has to be asked only once.
LARGEST_BATCH = (max(max(batch_sizes(dtype)) for dtype in DTYPES),)


def cycle(a, batch, dtype):
    """`batch` rows, taken from `a` over and over."""
    return a[np.arange(batch) % len(a)].astype(dtype)


def single(a):
    """Values that float32 holds exactly, in float64: one reference then serves both dtypes."""
    return np.asarray(a, np.float32).astype(np.float64)


def walks(rng, *shape, dtype=np.float64):
    """Random paths whose signature levels are all of about the size that their end points give.

    A path that returns to its start has high levels which are sums that cancel: float32 is then
    right to be far off, relatively, and no tolerance would be sharp.
    """
    *batch, length, d = shape
    steps = rng.standard_normal(shape) * (1.2 / max(length - 1, 1) ** 0.5)
    points = np.cumsum(steps, axis=-2) - steps[..., :1, :]
    ends = rng.uniform(0.8, 1.6, (*batch, 1, d)) * rng.choice([-1, 1], (*batch, 1, d))
    ramp = np.linspace(0, 1, length)[:, None]
    points += (ends - points[..., -1:, :]) * ramp + rng.standard_normal((*batch, 1, d))
    return single(points).astype(dtype)


def error(actual, expected):
    """Largest deviation relative to the largest expected value."""
    assert actual.shape == expected.shape
    if not expected.size:
        return 0.0
    scale = np.abs(expected).max()
    deviation = np.abs(actual.astype(np.float64) - expected).max()
    if np.isnan(deviation):
        return np.inf  # a NaN would hide in a maximum of errors
    return deviation / scale if scale else deviation


def level_error(actual, expected, d, degree):
    """The largest relative error over the levels: high levels are small and must not hide."""
    assert actual.shape == expected.shape
    levels = [reference.split(reference.flat(s, 1), d, degree) for s in (actual, expected)]
    return max((error(a, e) for a, e in zip(*levels, strict=True)), default=0.0)


def run_python(code, *args, timeout=120, **env):
    """Run `code` in a fresh interpreter; None as a value removes an environment variable."""
    environment = {**os.environ, "OMP_NUM_THREADS": None, **env}
    return subprocess.run(
        [sys.executable, "-c", code, *args],
        cwd=HERE,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def output_of(code, *args, **options):
    done = run_python(code, *args, **options)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
