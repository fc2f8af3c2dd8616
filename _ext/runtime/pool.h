// The thread pool. Tasks have a fixed size chosen by the caller, so results never depend on the number of threads.
#pragma once
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// Runs task(context, i) for every i in [0, n_tasks), on the caller and on as many pool threads as are set and free.
// Returns when all are done. Serial when n_tasks < 2, when one thread is set, or when called from a pool thread.
void ta_parallel_for(int64_t n_tasks, void (*task)(void* context, int64_t index), void* context);

int ta_get_num_threads(void);
void ta_set_num_threads(int n_threads);

#ifdef __cplusplus
}
#endif
