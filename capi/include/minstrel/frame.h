/** @file
 * Minstrel: frames. How much time the engine may take from a game's frame, and what it took.
 *
 * Without these calls the engine computes whenever there is something to compute, which is right
 * for a server or a tool. A game calls mst_engine_begin_frame once a frame: from the call on the
 * engine computes for the budget and then rests until the next call. See docs/frames.md.
 */
#ifndef MINSTREL_FRAME_H
#define MINSTREL_FRAME_H

#include "minstrel/engine.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a frame may take. */
typedef struct mst_frame_desc {
    uint32_t struct_size; /* set by MST_FRAME_DESC_INIT */
    uint32_t reserved0;   /* must be 0 */
    uint64_t budget_ns;   /* from the call on; 0 = nothing in this frame */
    /* Work that has waited for so long is done a bit at a time although no budget allows it, so
     * that no frame rate and no pause of the game leaves a reply without an end; 0 = 250 ms,
     * UINT64_MAX = never. */
    uint64_t max_pause_ns;
} mst_frame_desc;

/** Every default of mst_frame_desc. */
#define MST_FRAME_DESC_INIT \
    { (uint32_t)sizeof(mst_frame_desc), 0u, 0u, 0u }

/** What the frames took that are over; the present one is not counted. */
typedef struct mst_frame_stats {
    uint32_t struct_size;     /* set by MST_FRAME_STATS_INIT */
    uint32_t reserved0;       /* 0 */
    uint64_t frames;          /* over */
    uint64_t spent_ns;        /* computed in all of them */
    uint64_t last_spent_ns;   /* in the newest */
    uint64_t last_overrun_ns; /* how far the newest went beyond its budget */
    uint64_t max_overrun_ns;  /* the worst of all */
    uint64_t overrun_frames;  /* how many went beyond it */
    uint64_t pause_quanta;    /* quanta begun because of max_pause_ns */
    uint64_t next_quantum_ns; /* what the next quantum is expected to take; 0 = not known yet */
} mst_frame_stats;

/** A mst_frame_stats that waits to be filled. */
#define MST_FRAME_STATS_INIT \
    { (uint32_t)sizeof(mst_frame_stats), 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u, 0u }

/**
 * Begins a frame: from now on the engine may compute for `desc->budget_ns`, then it rests until the
 * next call.
 *
 * Work is done in quanta, of which none begins that is not expected to fit: a layer of the model
 * for all sessions that speak, or the choice of their next tokens. What a quantum takes is learnt
 * while the engine runs, and prompts are read in smaller pieces where layers would not fit. The
 * first quantum of a frame begins in any case. Answers are the same words with and without frames.
 *
 * @param engine  the engine
 * @param desc    the budget, from MST_FRAME_DESC_INIT; NULL = no frames any more, the engine
 *                computes whenever there is something to compute
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT, MST_ERROR_LIMIT_REACHED (calls wait for an engine
 *          that is busy with a quantum)
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_begin_frame(mst_engine* engine, const mst_frame_desc* desc);

/**
 * Fills what the frames took.
 *
 * @param engine     the engine
 * @param out_stats  from MST_FRAME_STATS_INIT
 * @returns MST_OK, MST_ERROR_INVALID_ARGUMENT
 * @threads any
 * @blocks never
 * @since 0.1
 */
MST_API mst_result MST_CALL mst_engine_query_frames(mst_engine* engine, mst_frame_stats* out_stats);

#ifdef __cplusplus
}
#endif

#endif
