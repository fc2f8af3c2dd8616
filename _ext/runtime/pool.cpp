// The thread pool of pool.h. One job at a time; the threads of the pool are started at the first job that can use them and never end.
//
// `gate` says who is in the job: an open bit, how many ever entered, how many are inside. A thread touches the job only while it is
// inside, and the caller returns only when the gate is closed and nobody is inside, so nothing of a job outlives it. Every
// participant has a range of tasks, taken from the front by its owner and from the back, by halves, by the others.
#include "pool.h"

#ifdef __EMSCRIPTEN__

extern "C" {
void ta_parallel_for(int64_t n_tasks, void (*task)(void*, int64_t), void* context) {
    for (int64_t i = 0; i < n_tasks; i++) task(context, i);
}
int ta_get_num_threads(void) { return 1; }
void ta_set_num_threads(int) {}
}

#else

#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#endif

namespace {

enum : int { max_threads = 256 };
const uint32_t gate_open = 1u << 31, gate_entered = 1u << 16, gate_inside = 1;
const int64_t max_tasks_at_once = int64_t(1) << 30;
const int64_t spin_ns = 20000;

struct alignas(64) Range { uint64_t word; };  // begin << 32 | end

struct Job {
    void (*task)(void*, int64_t);
    void* context;
    int64_t first_task;  // what index 0 of the ranges stands for
    int n_participants;
};

Range ranges[max_threads];
Job job;
alignas(64) uint32_t gate;
alignas(64) uint32_t wake_word;   // changes with every job
alignas(64) int n_sleeping;
int caller_sleeps;
int is_busy;         // a caller has the pool
int n_started;
int n_threads_set;   // 0 until it is known
int n_cpus;

template <class T> T get(const T& x) { return __atomic_load_n(&x, __ATOMIC_SEQ_CST); }
template <class T> void put(T& x, T value) { __atomic_store_n(&x, value, __ATOMIC_SEQ_CST); }
template <class T> bool swap_if(T& x, T& expected, T value) {
    return __atomic_compare_exchange_n(&x, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

void pause_cpu() {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

int64_t now_ns() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return int64_t(t.tv_sec) * 1000000000 + t.tv_nsec;
}

#ifdef __linux__
void sleep_while(uint32_t* word, uint32_t value) { syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, nullptr, nullptr, 0); }
void wake(uint32_t* word, int n) { syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, n, nullptr, nullptr, 0); }
void reset_sleep() {}
#else
pthread_mutex_t sleep_mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t sleep_condition = PTHREAD_COND_INITIALIZER;
void sleep_while(uint32_t* word, uint32_t value) {
    pthread_mutex_lock(&sleep_mutex);
    while (get(*word) == value) pthread_cond_wait(&sleep_condition, &sleep_mutex);
    pthread_mutex_unlock(&sleep_mutex);
}
void wake(uint32_t*, int) {
    pthread_mutex_lock(&sleep_mutex);
    pthread_cond_broadcast(&sleep_condition);
    pthread_mutex_unlock(&sleep_mutex);
}
void reset_sleep() {
    sleep_mutex = PTHREAD_MUTEX_INITIALIZER;
    sleep_condition = PTHREAD_COND_INITIALIZER;
}
#endif

// Waits a short while for the word to change.
bool spin_while(const uint32_t& word, uint32_t value) {
    if (n_cpus < 2) return get(word) != value;
    const int64_t deadline = now_ns() + spin_ns;
    do {
        for (int i = 0; i < 64; i++) {
            if (get(word) != value) return true;
            pause_cpu();
        }
    } while (now_ns() < deadline);
    return false;
}

uint64_t range_of(uint64_t begin, uint64_t end) { return begin << 32 | end; }
uint64_t begin_of(uint64_t word) { return word >> 32; }
uint64_t end_of(uint64_t word) { return word & 0xFFFFFFFFu; }

// The next task of this participant's own range.
bool claim(Range& own, uint64_t& index) {
    uint64_t word = get(own.word);
    do {
        if (begin_of(word) >= end_of(word)) return false;
        index = begin_of(word);
    } while (!swap_if(own.word, word, range_of(index + 1, end_of(word))));
    return true;
}

// Moves the back half of another participant's range to the own one, which is empty.
bool steal(int self) {
    for (int step = 1; step < job.n_participants; step++) {
        Range& victim = ranges[(self + step) % job.n_participants];
        uint64_t word = get(victim.word);
        for (;;) {
            const uint64_t begin = begin_of(word), end = end_of(word);
            if (begin >= end) break;
            const uint64_t middle = begin + (end - begin) / 2;
            if (!swap_if(victim.word, word, range_of(begin, middle))) continue;
            put(ranges[self].word, range_of(middle, end));
            return true;
        }
    }
    return false;
}

void work(int self) {
    uint64_t index;
    do {
        while (claim(ranges[self], index)) job.task(job.context, job.first_task + int64_t(index));
    } while (steal(self));
}

// The participant number of the entering thread, or 0.
int enter() {
    uint32_t state = get(gate);
    for (;;) {
        const int self = int(state >> 16 & 0x7FFF) + 1;
        if (!(state & gate_open)) return 0;
        if (self >= get(job.n_participants)) return 0;
        if (swap_if(gate, state, state + gate_entered + gate_inside)) return self;
    }
}
void leave() {
    const uint32_t state = __atomic_sub_fetch(&gate, gate_inside, __ATOMIC_SEQ_CST);
    if (!(state & gate_open) && (state & 0xFFFF) == 0 && get(caller_sleeps)) wake(&gate, 1);
}

void* run_worker(void*) {
    uint32_t served = get(wake_word) - 1;
    for (;;) {
        const uint32_t word = get(wake_word);  // before the gate is looked at: a job that opens later changes it
        if (word != served) {
            served = word;
            if (const int self = enter()) {
                work(self);
                leave();
            }
            continue;
        }
        if (spin_while(wake_word, word)) continue;
        __atomic_add_fetch(&n_sleeping, 1, __ATOMIC_SEQ_CST);
        sleep_while(&wake_word, word);
        __atomic_sub_fetch(&n_sleeping, 1, __ATOMIC_SEQ_CST);
    }
    return nullptr;
}

// The child of fork() has none of the threads.
void forget_threads() {
    gate = 0;
    n_sleeping = caller_sleeps = is_busy = n_started = 0;
    reset_sleep();
}

void start_threads(int n_wanted) {
    static bool has_handler;
    if (!has_handler) {
        has_handler = true;
        pthread_atfork(nullptr, nullptr, forget_threads);
    }
    sigset_t all, old;
    sigfillset(&all);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, size_t(2) << 20);
    pthread_sigmask(SIG_SETMASK, &all, &old);  // signals are for the threads of the program
    while (n_started < n_wanted) {
        pthread_t thread;
        if (pthread_create(&thread, &attributes, run_worker, nullptr)) break;
        n_started++;
    }
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    pthread_attr_destroy(&attributes);
}

void run_job(int64_t n_tasks, int n_participants) {
    const uint64_t n = uint64_t(n_tasks), p = uint64_t(n_participants);
    for (uint64_t i = 0; i < p; i++) put(ranges[i].word, range_of(n * i / p, n * (i + 1) / p));
    put(job.n_participants, n_participants);
    put(caller_sleeps, 0);
    put(gate, gate_open);
    __atomic_add_fetch(&wake_word, 1, __ATOMIC_SEQ_CST);
    if (get(n_sleeping)) wake(&wake_word, n_participants - 1);
    work(0);
    uint32_t state = __atomic_and_fetch(&gate, ~gate_open, __ATOMIC_SEQ_CST);
    while (state & 0xFFFF) {
        if (!spin_while(gate, state)) {
            put(caller_sleeps, 1);
            sleep_while(&gate, state);
        }
        state = get(gate);
    }
}

// A positive number at the start of the text ("4", "4,2"), or 0.
int number_in(const char* text) {
    if (!text) return 0;
    char* end;
    const long n = strtol(text, &end, 10);
    while (*end == ' ' || *end == '\t') end++;
    if (end == text || (*end && *end != ',') || n < 1) return 0;
    return n > max_threads ? int(max_threads) : int(n);
}

int count_cpus() {
#ifdef __linux__
    for (size_t n_bytes = 128; n_bytes <= 8192; n_bytes *= 2) {  // the call fails while the set is too small for the machine
        cpu_set_t* set = (cpu_set_t*)malloc(n_bytes);
        if (!set) break;
        const int n = sched_getaffinity(0, n_bytes, set) == 0 ? CPU_COUNT_S(n_bytes, set) : 0;
        free(set);
        if (n > 0) return n;
    }
#endif
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n > 0 && n < INT_MAX ? int(n) : 1;
}

int first_num_threads() {
    put(n_cpus, count_cpus());
    int n = number_in(getenv("TRUENO_NUM_THREADS"));
    if (!n) n = number_in(getenv("OMP_NUM_THREADS"));
    if (!n) n = get(n_cpus);
    return n > max_threads ? int(max_threads) : n;
}

}  // namespace

extern "C" {

int ta_get_num_threads(void) {
    int n = get(n_threads_set);
    if (!n) {
        int expected = 0;
        const int first = first_num_threads();
        n = swap_if(n_threads_set, expected, first) ? first : expected;
    }
    return n;
}

void ta_set_num_threads(int n_threads) {
    ta_get_num_threads();
    put(n_threads_set, n_threads < 1 ? 1 : n_threads > max_threads ? int(max_threads) : n_threads);
}


void ta_parallel_for(int64_t n_tasks, void (*task)(void*, int64_t), void* context) {
    int n_participants = ta_get_num_threads();
    if (n_participants > n_tasks) n_participants = int(n_tasks);
    if (n_participants < 2 || __atomic_exchange_n(&is_busy, 1, __ATOMIC_SEQ_CST)) {
        for (int64_t i = 0; i < n_tasks; i++) task(context, i);
        return;
    }
    if (n_started < n_participants - 1) start_threads(n_participants - 1);
    job.task = task;
    job.context = context;
    for (int64_t done = 0; done < n_tasks; done += max_tasks_at_once) {
        const int64_t n_left = n_tasks - done;
        job.first_task = done;
        run_job(n_left < max_tasks_at_once ? n_left : max_tasks_at_once, n_participants);
    }
    put(is_busy, 0);
}

}  // extern "C"

#endif
