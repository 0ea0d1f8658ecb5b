"""Path signatures and their gradients.

The signature of a path is the sequence of its iterated integrals, the feature map of rough-path theory.

>>> import numpy as np, siglib
>>> path = np.array([[0.0, 0.0], [1.0, 2.0], [3.0, 1.0]])
>>> siglib.sig(path, degree=2)
array([ 3. ,  1. ,  4.5, -1. ,  4. ,  0.5])
"""

try:
    from siglib._build import VERSION
except ModuleNotFoundError as error:
    # Python was started in a checkout and found this source folder first: the modules are those of an installed siglib.
    from pathlib import Path
    from pkgutil import extend_path

    __path__ = [folder for folder in extend_path(__path__, __name__) if Path(folder, "_build.py").exists()]
    if not __path__:
        raise ImportError(
            "siglib is not built here: this is its source folder, and no other siglib is installed. "
            "Install it from the folder above: pip install ."
        ) from error
    from siglib._build import VERSION

try:
    from siglib._config import get_include, show_config
except ImportError as error:
    from siglib import _errors

    if (reason := _errors.why_not_loaded(error)) is None:
        raise
    raise ImportError(reason) from error
from siglib._algebra import (
    extract_sig_coef,
    extract_sig_coef_backprop,
    sig_exp,
    sig_exp_backprop,
    sig_inner,
    sig_log,
    sig_log_backprop,
)
from siglib._coefficients import sig_coef, sig_coef_backprop, sig_coef_jvp
from siglib._cost import Cost, estimate_cost
from siglib._errors import UnsupportedVariantError
from siglib._features import sig_random_features
from siglib._intervals import (
    log_sig_intervals,
    log_sig_intervals_backprop,
    sig_intervals,
    sig_intervals_backprop,
)
from siglib._join import linear_sig, linear_sig_backprop, sig_join, sig_join_backprop
from siglib._log_signature import (
    clear_cache,
    convert_log_sig,
    linear_log_sig,
    linear_log_sig_backprop,
    log_sig,
    log_sig_backprop,
    log_sig_combine,
    log_sig_combine_backprop,
    log_sig_join,
    log_sig_join_backprop,
    log_sig_jvp,
    log_sig_length,
    logsig_to_sig,
    logsig_to_sig_backprop,
    lyndon_brackets,
    prepare_log_sig,
    set_cache_dir,
    sig_to_log_sig,
    sig_to_log_sig_backprop,
)
from siglib._metrics import MMDTestResult, expected_sig_score, sig_distance, sig_mmd, sig_mmd_test, sig_score
from siglib._padding import pad_paths
from siglib._sig_kernel import (
    sig_kernel,
    sig_kernel_backprop,
    sig_kernel_from_increments,
    sig_kernel_from_increments_backprop,
    sig_kernel_gram,
    sig_kernel_gram_backprop,
    sig_kernel_gram_jvp,
    sig_kernel_jvp,
)
from siglib._signature import sig, sig_backprop, sig_jvp, sig_length
from siglib._static_kernels import (
    LinearKernel,
    Matern12Kernel,
    Matern32Kernel,
    Matern52Kernel,
    PolynomialKernel,
    RationalQuadraticKernel,
    RBFKernel,
    ScaledLinearKernel,
    StaticKernel,
)
from siglib._streams import LogSigStream, LogSigWindowStream, SigStream, SigWindowStream
from siglib._tensor import sig_combine, sig_combine_backprop, sig_inverse, sig_product, sig_scale
from siglib._transform import transform_path, transform_path_backprop
from siglib._truncated import (
    truncated_sig_kernel,
    truncated_sig_kernel_backprop,
    truncated_sig_kernel_gram,
    truncated_sig_kernel_gram_backprop,
)
from siglib._windows import log_sig_windows, log_sig_windows_backprop, sig_windows, sig_windows_backprop
from siglib._words import (
    half_shuffle,
    idx_to_word,
    is_lyndon,
    lyndon_words,
    lyndon_words_of_length,
    shuffle,
    word_to_idx,
    words,
    words_by_count,
    words_by_weight,
    words_of_length,
)

__version__ = VERSION

# Public is what is imported above and defined in siglib.
__all__ = [
    name
    for name, value in globals().items()
    if name == "__version__" or getattr(value, "__module__", "").startswith("siglib.")
]


def __getattr__(name: str) -> object:
    """Import a module that belongs to an extra when it is first asked for."""
    from importlib import import_module  # noqa: PLC0415

    from siglib._extras import EXTRAS  # noqa: PLC0415

    if name not in EXTRAS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module(f"{__name__}.{name}")
