/* The layout that hosts are compiled against, on every platform: one line for the size of each
 * struct, one for each field, one for each enum value. Lines are added, never edited. A struct that
 * grows by the rules of descriptors keeps its lines; SIZE then holds the size of its first release
 * as the least. */
#include "minstrel/minstrel.h"

#define CONCAT_INNER(a, b) a##b
#define CONCAT(a, b) CONCAT_INNER(a, b)
#define ASSERT(condition) typedef char CONCAT(assert_line_, __LINE__)[(condition) ? 1 : -1]
#define SIZE(type, bytes) ASSERT(sizeof(type) >= (bytes))
#define FROZEN(type, bytes) ASSERT(sizeof(type) == (bytes))
#define FIELD(type, field, offset, bytes) \
    ASSERT(offsetof(type, field) == (offset) && sizeof(((type*)0)->field) == (bytes))
#define VALUE(name, number) ASSERT((name) == (number))

FROZEN(mst_text, 16);
FIELD(mst_text, data, 0, 8);
FIELD(mst_text, length, 8, 8);

FROZEN(mst_bytes, 16);
FIELD(mst_bytes, data, 0, 8);
FIELD(mst_bytes, length, 8, 8);

FROZEN(mst_allocator, 24);
FIELD(mst_allocator, user_data, 0, 8);
FIELD(mst_allocator, allocate, 8, 8);
FIELD(mst_allocator, free, 16, 8);

FROZEN(mst_log_sink, 16);
FIELD(mst_log_sink, user_data, 0, 8);
FIELD(mst_log_sink, log, 8, 8);

FROZEN(mst_file_io, 32);
FIELD(mst_file_io, user_data, 0, 8);
FIELD(mst_file_io, open, 8, 8);
FIELD(mst_file_io, read, 16, 8);
FIELD(mst_file_io, close, 24, 8);

FROZEN(mst_model, 8);
FIELD(mst_model, id, 0, 8);

FROZEN(mst_session, 8);
FIELD(mst_session, id, 0, 8);

FROZEN(mst_request, 8);
FIELD(mst_request, id, 0, 8);

SIZE(mst_engine_desc, 80);
FIELD(mst_engine_desc, struct_size, 0, 4);
FIELD(mst_engine_desc, header_version, 4, 4);
FIELD(mst_engine_desc, flags, 8, 8);
FIELD(mst_engine_desc, backend, 16, 4);
FIELD(mst_engine_desc, max_cpu_level, 20, 4);
FIELD(mst_engine_desc, thread_count, 24, 4);
FIELD(mst_engine_desc, max_sessions, 28, 4);
FIELD(mst_engine_desc, max_requests, 32, 4);
FIELD(mst_engine_desc, max_batch_rows, 36, 4);
FIELD(mst_engine_desc, prefill_chunk_tokens, 40, 4);
FIELD(mst_engine_desc, reserved0, 44, 4);
FIELD(mst_engine_desc, seed, 48, 8);
FIELD(mst_engine_desc, allocator, 56, 8);
FIELD(mst_engine_desc, log_sink, 64, 8);
FIELD(mst_engine_desc, file_io, 72, 8);

SIZE(mst_engine_stats, 160);
FIELD(mst_engine_stats, struct_size, 0, 4);
FIELD(mst_engine_stats, live_models, 4, 4);
FIELD(mst_engine_stats, live_sessions, 8, 4);
FIELD(mst_engine_stats, live_requests, 12, 4);
FIELD(mst_engine_stats, waiting_requests, 16, 4);
FIELD(mst_engine_stats, last_batch_rows, 20, 4);
FIELD(mst_engine_stats, step_count, 24, 8);
FIELD(mst_engine_stats, prompt_tokens, 32, 8);
FIELD(mst_engine_stats, reused_tokens, 40, 8);
FIELD(mst_engine_stats, generated_tokens, 48, 8);
FIELD(mst_engine_stats, step_time_ns, 56, 8);
FIELD(mst_engine_stats, max_step_time_ns, 64, 8);
FIELD(mst_engine_stats, memory_bytes, 72, 64);
FIELD(mst_engine_stats, mapped_bytes, 136, 8);
FIELD(mst_engine_stats, kv_pages_used, 144, 8);
FIELD(mst_engine_stats, kv_pages_total, 152, 8);

SIZE(mst_model_desc, 48);
FIELD(mst_model_desc, struct_size, 0, 4);
FIELD(mst_model_desc, context_tokens, 4, 4);
FIELD(mst_model_desc, flags, 8, 8);
FIELD(mst_model_desc, path, 16, 16);
FIELD(mst_model_desc, kv_bytes, 32, 8);
FIELD(mst_model_desc, user_data, 40, 8);

SIZE(mst_model_info, 160);
FIELD(mst_model_info, struct_size, 0, 4);
FIELD(mst_model_info, context_tokens, 4, 4);
FIELD(mst_model_info, name, 8, 16);
FIELD(mst_model_info, architecture, 24, 16);
FIELD(mst_model_info, weight_format, 40, 16);
FIELD(mst_model_info, chat_format, 56, 16);
FIELD(mst_model_info, licence, 72, 16);
FIELD(mst_model_info, parameter_count, 88, 8);
FIELD(mst_model_info, file_bytes, 96, 8);
FIELD(mst_model_info, weight_bytes, 104, 8);
FIELD(mst_model_info, kv_bytes_per_token, 112, 8);
FIELD(mst_model_info, layer_count, 120, 4);
FIELD(mst_model_info, dim, 124, 4);
FIELD(mst_model_info, hidden_dim, 128, 4);
FIELD(mst_model_info, head_count, 132, 4);
FIELD(mst_model_info, kv_head_count, 136, 4);
FIELD(mst_model_info, head_dim, 140, 4);
FIELD(mst_model_info, vocab_size, 144, 4);
FIELD(mst_model_info, sliding_window, 148, 4);
FIELD(mst_model_info, rope_theta, 152, 4);
FIELD(mst_model_info, reserved0, 156, 4);

FROZEN(mst_message, 56);
FIELD(mst_message, role, 0, 4);
FIELD(mst_message, reserved0, 4, 4);
FIELD(mst_message, text, 8, 16);
FIELD(mst_message, tool_calls, 24, 16);
FIELD(mst_message, tool_call_id, 40, 16);

SIZE(mst_sampling_desc, 40);
FIELD(mst_sampling_desc, struct_size, 0, 4);
FIELD(mst_sampling_desc, temperature, 4, 4);
FIELD(mst_sampling_desc, top_k, 8, 4);
FIELD(mst_sampling_desc, top_p, 12, 4);
FIELD(mst_sampling_desc, min_p, 16, 4);
FIELD(mst_sampling_desc, repetition_penalty, 20, 4);
FIELD(mst_sampling_desc, presence_penalty, 24, 4);
FIELD(mst_sampling_desc, frequency_penalty, 28, 4);
FIELD(mst_sampling_desc, penalty_tokens, 32, 4);
FIELD(mst_sampling_desc, reserved0, 36, 4);

SIZE(mst_session_desc, 96);
FIELD(mst_session_desc, struct_size, 0, 4);
FIELD(mst_session_desc, priority, 4, 4);
FIELD(mst_session_desc, flags, 8, 8);
FIELD(mst_session_desc, model, 16, 8);
FIELD(mst_session_desc, system_prompt, 24, 16);
FIELD(mst_session_desc, tools_json, 40, 16);
FIELD(mst_session_desc, history, 56, 8);
FIELD(mst_session_desc, history_count, 64, 4);
FIELD(mst_session_desc, context_tokens, 68, 4);
FIELD(mst_session_desc, sampling, 72, 8);
FIELD(mst_session_desc, seed, 80, 8);
FIELD(mst_session_desc, user_data, 88, 8);

SIZE(mst_session_info, 24);
FIELD(mst_session_info, struct_size, 0, 4);
FIELD(mst_session_info, message_count, 4, 4);
FIELD(mst_session_info, context_tokens, 8, 4);
FIELD(mst_session_info, used_tokens, 12, 4);
FIELD(mst_session_info, pending_requests, 16, 4);
FIELD(mst_session_info, dropped_messages, 20, 4);

SIZE(mst_request_desc, 80);
FIELD(mst_request_desc, struct_size, 0, 4);
FIELD(mst_request_desc, max_tokens, 4, 4);
FIELD(mst_request_desc, flags, 8, 8);
FIELD(mst_request_desc, text, 16, 16);
FIELD(mst_request_desc, messages, 32, 8);
FIELD(mst_request_desc, message_count, 40, 4);
FIELD(mst_request_desc, stop_count, 44, 4);
FIELD(mst_request_desc, stops, 48, 8);
FIELD(mst_request_desc, sampling, 56, 8);
FIELD(mst_request_desc, seed, 64, 8);
FIELD(mst_request_desc, user_data, 72, 8);

FROZEN(mst_event, 128);
FIELD(mst_event, type, 0, 4);
FIELD(mst_event, result, 4, 4);
FIELD(mst_event, session, 8, 8);
FIELD(mst_event, request, 16, 8);
FIELD(mst_event, sequence, 24, 8);
FIELD(mst_event, time_ns, 32, 8);
FIELD(mst_event, text, 40, 16);
FIELD(mst_event, payload, 56, 16);
FIELD(mst_event, values, 72, 32);
FIELD(mst_event, user_data, 104, 8);
FIELD(mst_event, reserved, 112, 16);

FROZEN(mst_result, 4);
VALUE(MST_OK, 0);
VALUE(MST_NOT_READY, 1);
VALUE(MST_TIMEOUT, 2);
VALUE(MST_ERROR_INVALID_ARGUMENT, -1);
VALUE(MST_ERROR_INVALID_STATE, -2);
VALUE(MST_ERROR_STALE_HANDLE, -3);
VALUE(MST_ERROR_UNSUPPORTED, -4);
VALUE(MST_ERROR_OUT_OF_MEMORY, -5);
VALUE(MST_ERROR_OUT_OF_DEVICE_MEMORY, -6);
VALUE(MST_ERROR_LIMIT_REACHED, -7);
VALUE(MST_ERROR_BUSY, -8);
VALUE(MST_ERROR_NOT_FOUND, -9);
VALUE(MST_ERROR_IO, -10);
VALUE(MST_ERROR_BAD_FORMAT, -11);
VALUE(MST_ERROR_BAD_GRAMMAR, -12);
VALUE(MST_ERROR_DEVICE_LOST, -13);
VALUE(MST_ERROR_INTERNAL, -14);
VALUE(MST_ERROR_CANCELLED, -15);
VALUE(MST_RESULT_FORCE32, 0x7FFFFFFF);

FROZEN(mst_memory_tag, 4);
VALUE(MST_MEMORY_WEIGHTS, 0);
VALUE(MST_MEMORY_KV, 1);
VALUE(MST_MEMORY_WORKSPACE, 2);
VALUE(MST_MEMORY_FLOW, 3);
VALUE(MST_MEMORY_TAG_FORCE32, 0x7FFFFFFF);

FROZEN(mst_log_level, 4);
VALUE(MST_LOG_ERROR, 1);
VALUE(MST_LOG_WARNING, 2);
VALUE(MST_LOG_INFO, 3);
VALUE(MST_LOG_DEBUG, 4);
VALUE(MST_LOG_LEVEL_FORCE32, 0x7FFFFFFF);

FROZEN(mst_backend, 4);
VALUE(MST_BACKEND_AUTO, 0);
VALUE(MST_BACKEND_CPU, 1);
VALUE(MST_BACKEND_CUDA, 2);
VALUE(MST_BACKEND_FORCE32, 0x7FFFFFFF);

FROZEN(mst_cpu_level, 4);
VALUE(MST_CPU_BEST, 0);
VALUE(MST_CPU_SCALAR, 1);
VALUE(MST_CPU_AVX2, 2);
VALUE(MST_CPU_AVX512, 3);
VALUE(MST_CPU_LEVEL_FORCE32, 0x7FFFFFFF);

FROZEN(mst_role, 4);
VALUE(MST_ROLE_USER, 1);
VALUE(MST_ROLE_ASSISTANT, 2);
VALUE(MST_ROLE_TOOL, 3);
VALUE(MST_ROLE_FORCE32, 0x7FFFFFFF);

FROZEN(mst_priority, 4);
VALUE(MST_PRIORITY_NORMAL, 0);
VALUE(MST_PRIORITY_LOW, 1);
VALUE(MST_PRIORITY_HIGH, 2);
VALUE(MST_PRIORITY_FORCE32, 0x7FFFFFFF);

FROZEN(mst_event_type, 4);
VALUE(MST_EVENT_MODEL_PROGRESS, 1);
VALUE(MST_EVENT_MODEL_READY, 2);
VALUE(MST_EVENT_MODEL_FAILED, 3);
VALUE(MST_EVENT_TEXT, 4);
VALUE(MST_EVENT_CONTEXT_TRIMMED, 5);
VALUE(MST_EVENT_DONE, 6);
VALUE(MST_EVENT_FAILED, 7);
VALUE(MST_EVENT_CANCELLED, 8);
VALUE(MST_EVENT_TYPE_FORCE32, 0x7FFFFFFF);

FROZEN(mst_finish, 4);
VALUE(MST_FINISH_END, 1);
VALUE(MST_FINISH_MAX_TOKENS, 2);
VALUE(MST_FINISH_STOP, 3);
VALUE(MST_FINISH_CONTEXT, 4);
VALUE(MST_FINISH_TOOL_CALLS, 5);
VALUE(MST_FINISH_FORCE32, 0x7FFFFFFF);

VALUE(MST_ENGINE_VALIDATION_BIT, 1);
VALUE(MST_MODEL_READ_BIT, 1);
FROZEN(mst_engine_flags, 8);
FROZEN(mst_model_flags, 8);
FROZEN(mst_session_flags, 8);
FROZEN(mst_request_flags, 8);
VALUE(MST_TEXT_CSTR, SIZE_MAX);
VALUE(MST_MEMORY_TAG_CAPACITY, 8);
