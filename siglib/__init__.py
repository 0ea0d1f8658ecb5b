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
    raise ImportError(
        "siglib is not built here: this is its source folder. Install it (pip install .) and start Python elsewhere."
    ) from error

try:
    from siglib._config import get_include, show_config
except ImportError as error:
    from siglib import _errors

    if (reason := _errors.why_not_loaded(error)) is None:
        raise
    raise ImportError(reason) from error
from siglib._cost import Cost, estimate_cost
from siglib._errors import UnsupportedVariantError
from siglib._signature import sig, sig_backprop, sig_jvp, sig_length
from siglib._tensor import sig_combine, sig_combine_backprop, sig_inverse, sig_product, sig_scale
from siglib._transform import transform_path, transform_path_backprop

__version__ = VERSION

__all__ = [
    "Cost",
    "UnsupportedVariantError",
    "__version__",
    "estimate_cost",
    "get_include",
    "show_config",
    "sig",
    "sig_backprop",
    "sig_combine",
    "sig_combine_backprop",
    "sig_inverse",
    "sig_jvp",
    "sig_length",
    "sig_product",
    "sig_scale",
    "transform_path",
    "transform_path_backprop",
]
