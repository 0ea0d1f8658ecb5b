// A C++ extension that uses siglib: threads of its own, which know nothing of Python, compute with paths in vectors.

#include <siglib/siglib.h>

#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

const siglib_table *siglib_functions = nullptr;

siglib_array array_of(std::vector<double> &items, std::vector<ptrdiff_t> shape, const char *name = nullptr) {
    siglib_array array = {name, items.data(), 'd', static_cast<int>(shape.size()), {}, {}};
    for (size_t axis = 0; axis < shape.size(); ++axis) array.shape[axis] = shape[axis];
    return array;
}

// Call a function of siglib whose results siglib allocates.
std::vector<std::vector<double>> compute(const char *function, std::vector<siglib_array> arguments, const char *options,
                                         int count) {
    std::vector<siglib_array> results(count);
    char message[500];
    if (siglib_functions->call(function, arguments.data(), static_cast<int>(arguments.size()), options, results.data(),
                               count, message, sizeof message) != 0)
        throw std::runtime_error(message);
    std::vector<std::vector<double>> out;
    for (siglib_array &result : results) {
        size_t size = 1;
        for (int axis = 0; axis < result.ndim; ++axis) size *= static_cast<size_t>(result.shape[axis]);
        const double *items = static_cast<const double *>(result.data);
        out.emplace_back(items, items + size);
        siglib_functions->release(&result);
    }
    return out;
}

// Paths of unequal length, four points in two channels at the most, and where each moves.
std::vector<double> points = {0, 0, 1, 2, 3, 1, 0, 0, 0, 0, 1, 0, 1, 1, 2, 3};
std::vector<double> moves = {0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0};
std::vector<int64_t> lengths = {3, 4};

std::vector<std::vector<double>> run() {
    siglib_array paths = array_of(points, {2, 4, 2}), tangents = array_of(moves, {2, 4, 2});
    siglib_array counts = {"lengths", lengths.data(), 'q', 1, {2}, {}};
    std::vector<std::vector<double>> all;
    for (auto &out : compute("sig", {paths, counts}, "degree=3, time_aug=True", 1)) all.push_back(out);
    for (auto &out : compute("sig_jvp", {paths, tangents, counts}, "degree=2", 2)) all.push_back(out);
    for (auto &out : compute("log_sig", {paths}, "degree=4, method='brackets'", 1)) all.push_back(out);
    for (auto &out : compute("sig_coef", {paths}, "words=[(0, 1), (1, 1, 0)]", 1)) all.push_back(out);
    for (auto &out : compute("sig_kernel_gram", {paths}, "static_kernel=RBFKernel(2.0), order=4", 1)) all.push_back(out);
    return all;
}

// Run in a thread that has never held the lock of the interpreter; return all results, or raise what it says.
PyObject *run_in_a_thread(PyObject *, PyObject *) {
    std::vector<std::vector<double>> all;
    std::string error;
    Py_BEGIN_ALLOW_THREADS
    std::thread worker([&] {
        try {
            all = run();
            siglib_array paths = array_of(points, {2, 4, 2});
            compute("sig", {paths}, "degree=-1", 1);
        } catch (const std::exception &caught) {
            error = caught.what();
        }
    });
    worker.join();
    Py_END_ALLOW_THREADS
    PyObject *lists = PyList_New(0);
    for (const auto &out : all) {
        PyObject *list = PyList_New(0);
        for (double item : out) {
            PyObject *number = PyFloat_FromDouble(item);
            PyList_Append(list, number);
            Py_DECREF(number);
        }
        PyList_Append(lists, list);
        Py_DECREF(list);
    }
    return Py_BuildValue("Ns", lists, error.c_str());
}

PyMethodDef methods[] = {{"run", run_in_a_thread, METH_NOARGS, "Compute, and fail once."}, {nullptr, nullptr, 0, nullptr}};
PyModuleDef module = {PyModuleDef_HEAD_INIT, "monitor", nullptr, -1, methods, nullptr, nullptr, nullptr, nullptr};

}  // namespace

PyMODINIT_FUNC PyInit_monitor() {
    siglib_functions = siglib_import();
    return siglib_functions == nullptr ? nullptr : PyModule_Create(&module);
}
