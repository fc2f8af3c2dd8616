// Stacks of matrices through LAPACK, whose routines are looked up in a shared library at run time.
//
// A stack is n_matrices matrices one behind the other, each in column order. dtype is TA_F32, TA_F64, TA_C64 or TA_C128; real outputs
// (eigenvalues of Hermitian matrices, singular values, logarithms) have the real dtype of the same precision.
// Result: TA_OK, TA_NO_MEMORY, or 1 + the index of the first matrix that has no answer (singular, not positive definite, not finite,
// no convergence); outputs are then partly written. Every function may be called by several threads at once.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Opens the library and finds every routine. NULL, or the reason why not.
const char* ta_lapack_open(const char* path);
// Asks for as many threads of the library as the pool has, when that number has changed.
void ta_lapack_follow_threads(void);

void ta_lapack_set_identity(int dtype, int64_t n_matrices, int n, void* a);
// a becomes its Cholesky factor, with zeros in the other triangle.
int64_t ta_lapack_cholesky(int dtype, int64_t n_matrices, int n, int upper, void* a);
// a is destroyed. The product over the factors neither overflows nor underflows on the way.
int64_t ta_lapack_det(int dtype, int64_t n_matrices, int n, void* a, void* det);
int64_t ta_lapack_slogdet(int dtype, int64_t n_matrices, int n, void* a, void* sign, void* logabsdet);
// b, of n rows, becomes the solution; a is destroyed.
int64_t ta_lapack_solve(int dtype, int64_t n_matrices, int n, int columns, void* a, void* b);
// values and vectors (NULL: not wanted) are complex; a is destroyed.
int64_t ta_lapack_eig(int dtype, int64_t n_matrices, int n, void* a, void* values, void* vectors);
// Reads the lower triangle; a becomes the eigenvectors when they are wanted.
int64_t ta_lapack_eigh(int dtype, int64_t n_matrices, int n, int wants_vectors, void* a, void* values);
// q is rows x q_columns, r is q_columns x columns; a is destroyed.
int64_t ta_lapack_qr(int dtype, int64_t n_matrices, int rows, int columns, int q_columns, void* a, void* q, void* r);
// job: 'N' singular values only, 'S' reduced, 'A' full; a is destroyed.
int64_t ta_lapack_svd(int dtype, int64_t n_matrices, int rows, int columns, char job, void* a, void* u, void* s, void* vh);

#ifdef __cplusplus
}
#endif
