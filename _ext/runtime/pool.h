// The thread pool. Tasks have a fixed size chosen by the caller, so results never depend on the number of threads.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Runs task(context, i) for every i in [0, n_tasks), on the caller and on as many pool threads as are set and free.
// Returns when all are done. Serial, in order, when n_tasks < 2, when one thread is set, when called from a task, and when another
// thread is using the pool. Each thread begins with a contiguous range of the tasks; one that is done takes from the others.
void ta_parallel_for(int64_t n_tasks, void (*task)(void* context, int64_t index), void* context);

// From the start: TRUENO_NUM_THREADS, else OMP_NUM_THREADS, else the number of CPUs this process may use.
int ta_get_num_threads(void);
void ta_set_num_threads(int n_threads);  // clipped to [1, 256]

#ifdef __cplusplus
}
#endif
