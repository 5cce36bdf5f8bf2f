/* What the lessons share, so that each of them shows its own subject only: the error macro, the
 * arguments and a clock. Include it first.
 */
#ifndef SAMPLES_COMMON_SAMPLE_H
#define SAMPLES_COMMON_SAMPLE_H

/* For clock_gettime and clock_nanosleep. The name is the system's.
 * NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming) */
#define _POSIX_C_SOURCE 200809L

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "minstrel/minstrel.h"

/* Ends the program when a call fails, and says which one and why. A game would go on without
 * voices instead. */
#define CHECK(call) sample_check((call), #call, __FILE__, __LINE__)

static inline void sample_check(mst_result result, const char* call, const char* file, int line) {
    if (!MST_FAILED(result)) return;
    mst_text name, text;
    mst_result_name(result, &name);
    mst_last_error(&text);
    fprintf(stderr, "%s:%d: %s\n  %.*s: %.*s\n", file, line, call, (int)name.length, name.data,
            (int)text.length, text.data);
    exit(1);
}

/* Zero-terminated text as the library takes it. */
static inline mst_text sample_text(const char* string) {
    mst_text text = {string, MST_TEXT_CSTR};
    return text;
}

/* The model is the first argument of every lesson. */
static inline mst_text sample_model_path(int argc, char** argv) {
    if (argc < 2 || argv[1][0] == '-') {
        fprintf(stderr, "usage: %s MODEL [--OPTION NUMBER]...\n", argv[0]);
        fprintf(stderr, "MODEL is a package such as samples/tavern/tavern.mst\n");
        exit(2);
    }
    return sample_text(argv[1]);
}

/* The number after `name`, such as --frames 600, or `otherwise`. */
static inline uint32_t sample_number(int argc, char** argv, const char* name, uint32_t otherwise) {
    for (int i = 2; i < argc; ++i) {
        if (strcmp(argv[i], name) != 0) continue;
        char* end = NULL;
        unsigned long number = i + 1 < argc ? strtoul(argv[i + 1], &end, 10) : 0;
        if (end != NULL && *end == '\0' && number >= 1 && number <= 1000000) {
            return (uint32_t)number;
        }
        fprintf(stderr, "%s: %s needs a number from 1 to 1000000\n", argv[0], name);
        exit(2);
    }
    return otherwise;
}

/* Monotonic, in nanoseconds. */
static inline uint64_t sample_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline void sample_sleep_until_ns(uint64_t time_ns) {
    struct timespec until;
    until.tv_sec = (time_t)(time_ns / 1000000000u);
    until.tv_nsec = (long)(time_ns % 1000000000u);
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) {
    }
}

#endif
