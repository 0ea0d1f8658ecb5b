# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The signature of a stream, window by window, and its gradient: C++ vectors, no Python arrays, no interpreter lock."""

import siglib._core

from libcpp.vector cimport vector

from siglib._core cimport (
    API_VERSION, PathBatch, combine_f64, contiguous_paths, signature_backward_f64, signature_f64, signature_length)

if siglib._core.API_VERSION != API_VERSION:
    raise ImportError(f"built for interface {API_VERSION} of siglib, found {siglib._core.API_VERSION}: build again")


cdef int window_signatures(const vector[double]& points, Py_ssize_t channels, Py_ssize_t steps, Py_ssize_t degree,
                           vector[double]& out) except -1 nogil:
    """Signatures of windows of `steps` time steps. Neighbours share a point: the windows overlap where they lie."""
    cdef Py_ssize_t windows = (<Py_ssize_t> points.size() // channels - 1) // steps
    cdef Py_ssize_t words = signature_length(channels, degree)
    cdef PathBatch paths = contiguous_paths(windows, steps + 1, channels)
    paths.batch_stride = steps * channels
    out.resize(windows * words)
    return signature_f64(points.data(), &paths, degree, out.data(), words, 1)


cdef int join(const vector[double]& signatures, Py_ssize_t channels, Py_ssize_t degree, vector[double]& out) except -1 nogil:
    """The Chen product of all `signatures`."""
    cdef Py_ssize_t words = signature_length(channels, degree), first = words
    cdef vector[double] product
    out.assign(signatures.begin(), signatures.begin() + words)
    product.resize(words)
    while first < <Py_ssize_t> signatures.size():
        combine_f64(out.data(), signatures.data() + first, product.data(), 1, words, channels, degree, 1)
        out.swap(product)
        first = first + words
    return 0


def signature(vector[double] points, Py_ssize_t channels, Py_ssize_t steps, Py_ssize_t degree):
    """Signature of a stream, from those of its windows of `steps` time steps."""
    cdef vector[double] signatures, whole
    with nogil:
        window_signatures(points, channels, steps, degree, signatures)
        join(signatures, channels, degree, whole)
    return whole


def gradient(vector[double] points, Py_ssize_t channels, Py_ssize_t degree, vector[double] derivs):
    """dF/d(points), given dF/d(signature)."""
    cdef PathBatch paths = contiguous_paths(1, points.size() // channels, channels)
    cdef vector[double] out
    with nogil:
        out.resize(points.size())
        signature_backward_f64(points.data(), &paths, degree, NULL, 0, derivs.data(), derivs.size(), out.data(), 1)
    return out
