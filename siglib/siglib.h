/* The public functions of siglib for C and C++, with plain memory in and out: docs/embedding.md. This file is the whole
   of the stable interface; SIGLIB_C_VERSION counts its incompatible changes. */

#ifndef SIGLIB_H
#define SIGLIB_H

#include <Python.h>
#include <stddef.h>

#define SIGLIB_C_VERSION 1
#define SIGLIB_MOST_AXES 8

#ifdef __cplusplus
extern "C" {
#endif

/* An array in memory. Arguments are never written to. Of a result that siglib allocates it fills in all but the name;
   numbers have no axes, integers and truth values are 'q'. */
typedef struct siglib_array {
    const char *name;                     /* of the argument; NULL: it stands in its place, before all with a name */
    void *data;                           /* of a result, NULL: siglib allocates it, and `release` frees it */
    char dtype;                           /* 'f': float, 'd': double, 'q': 64-bit integers */
    int ndim;
    ptrdiff_t shape[SIGLIB_MOST_AXES];
    ptrdiff_t strides[SIGLIB_MOST_AXES];  /* in bytes; all 0: items lie one after the other, the last axis fastest */
} siglib_array;

typedef struct siglib_table {
    int version;
    /* Call a function by its name in Python. `options` are keyword arguments as in Python, such as
       "degree=4, time_aug=True"; NULL: none. Return 0, or -1 and what is wrong in `message`, which has room for `size`
       characters; nothing is allocated then. Any thread may call, with or without the interpreter lock, which is released
       while kernels run. A thread that holds the lock must not wait for one that calls. */
    int (*call)(const char *function, const siglib_array *arguments, int argument_count, const char *options,
                siglib_array *results, int result_count, char *message, size_t size);
    /* Free what siglib allocated for a result, and set `data` to NULL; memory of the caller's own is left alone. */
    void (*release)(siglib_array *result);
} siglib_table;

/* Find the functions, once, with the interpreter lock: NULL and a Python exception if there is no such siglib. */
static inline const siglib_table *siglib_import(void) {
    PyObject *module = PyImport_ImportModule("siglib._capi");
    const siglib_table *table = NULL;
    if (module != NULL) {
        Py_DECREF(module);
        table = (const siglib_table *)PyCapsule_Import("siglib._capi.table", 0);
    }
    if (table != NULL && table->version != SIGLIB_C_VERSION) {
        PyErr_Format(PyExc_ImportError, "siglib has version %d of its C interface, this program was built for %d",
                     table->version, SIGLIB_C_VERSION);
        return NULL;
    }
    return table;
}

#ifdef __cplusplus
}
#endif

#endif
