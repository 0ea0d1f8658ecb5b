"""How Sphinx makes the documentation: ``make docs``."""

from collections.abc import Iterator

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from numpydoc.docscrape import get_doc_object
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

import siglib
import siglib.dask
import siglib.sklearn
import siglib.torch.nn

project = "siglib"
author = "the siglib developers"
version = release = siglib.__version__
html_title = f"siglib {version}"
html_theme = "furo"
exclude_patterns = ["figures"]

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "matplotlib.sphinxext.plot_directive",
]

# Formulas are MathML in the pages: browsers draw it, and nothing is loaded for it.
html_math_renderer = "mathml"

myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
highlight_language = "none"

# Types stand in the text of the docstrings, with shapes.
autodoc_typehints = "none"
default_role = "py:obj"


def arguments() -> Iterator[str]:
    """Yield the names of all arguments, fields and results that the docstrings describe."""
    public = [getattr(siglib, name) for name in siglib.__all__ if name != "__version__"]
    layers = siglib.torch.nn.Signature, siglib.torch.nn.LogSignature
    steps = siglib.sklearn.SignatureTransformer, siglib.sklearn.LogSignatureTransformer
    lazy = siglib.dask.sig, siglib.dask.log_sig, siglib.dask.sig_kernel_gram
    kernel = siglib.sklearn.SignatureKernel
    for documented in (*public, *layers, *lazy, *steps, steps[0].transform, kernel, kernel.__call__):
        sections = get_doc_object(documented)
        for parameter in (*sections["Parameters"], *sections["Returns"]):
            yield from parameter.name.split(", ")


# Backticks mark functions, which become links. Arguments and formulas have nothing to link to.
FORMULA = r"[0-9]*[A-Za-z]'?( [-+<>=] [0-9]+)?"
nitpick_ignore_regex = [("py:obj", "|".join([FORMULA, *sorted(filter(None, set(arguments())))]))]
numpydoc_show_class_members = False
numpydoc_validation_checks = {"EX01", "GL08", "PR01", "PR02", "PR03", "RT01", "RT03", "SS01", "SS03"}
# The sections of the class say it all; of streams, its example; of static kernels, its list of methods.
SELF_EVIDENT = "fit|transform|fit_transform|get_feature_names_out|forward|count_features|out_features|extra_repr"
numpydoc_validation_exclude = {rf"\.({SELF_EVIDENT})$", r"Stream\.\w+$", r"StaticKernel\.\w+$"}

# Figures are drawn by the scripts in docs/figures while the pages are built.
plot_formats = ["svg"]
plot_html_show_formats = False
plot_html_show_source_link = False
plot_include_source = False
plot_apply_rcparams = True
plot_rcparams = {
    "axes.edgecolor": "#b9bcc2",
    "axes.labelcolor": "#6b7078",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "figure.constrained_layout.use": True,
    "font.size": 9,
    "legend.frameon": False,
    "lines.linewidth": 2,
    "lines.markersize": 5,
    "xtick.color": "#6b7078",
    "ytick.color": "#6b7078",
}


def add_formula(self: HTML5Translator, node: nodes.math | nodes.math_block) -> None:
    """Write a formula as MathML; what cannot be translated fails the build."""
    block = isinstance(node, nodes.math_block)
    formula = tex2mathml(node.astext(), as_block=block)
    # The room keeps limits and exponents from a scroll bar of their own.
    self.body.append(f'<div class="math" style="padding: 0.75em 0">{formula}</div>' if block else formula)
    raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer of formulas."""
    app.add_html_math_renderer("mathml", (add_formula, None), (add_formula, None))
