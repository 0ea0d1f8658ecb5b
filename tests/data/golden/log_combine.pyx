cdef void exponential_log_combine_real(const CombineJob* job, const Shape* shape, realv* coefficients, realv* tensor,
                                 realv* result) noexcept nogil:
    """From coefficients below the top level to signatures."""
    if job.at_words:
        add_real(&job.to_brackets, 0, job.lower_words, coefficients)
    multiply_real(&job.expansion, 0, job.expansion.rows, coefficients, tensor)
    (<series_kernel> job.exponential.function)(tensor, result, shape)


cdef void log_combine_real(const void* combine_job, Py_ssize_t index, void* memory) noexcept nogil:
    cdef const CombineJob* job = <const CombineJob*> combine_job
    cdef Shape exponential = job.exponential_shape, logarithm = job.logarithm_shape
    cdef realv* left = <realv*> memory
    cdef realv* right = left + job.words
    cdef realv* result = right + job.words
    cdef realv* tensor = result + job.words
    cdef realv* left_factor = tensor + job.expansion.rows
    cdef realv* right_factor = left_factor + job.factor_words
    cdef realv* product = right_factor + job.factor_words
    cdef Py_ssize_t w
    exponential.workspace = logarithm.workspace = product + job.factor_words
    load_bundle_real(&job.left, index, job.batch, job.words, 1, left)
    load_bundle_real(&job.right, index, job.batch, job.words, 1, right)
    exponential_log_combine_real(job, &exponential, left, tensor, left_factor)
    exponential_log_combine_real(job, &exponential, right, tensor, right_factor)
    (<product_kernel> job.product.function)(left_factor, right_factor, product, &exponential)
    (<series_kernel> job.logarithm.function)(product, result, &logarithm)
    if not job.at_words:
        add_real(&job.to_brackets, 0, job.words, result)
    for w in range(job.lower_words, job.words):
        result[w] = result[w] + left[w] + right[w]
    store_bundle_real(&job.result, index, job.batch, job.words, 1, result)
