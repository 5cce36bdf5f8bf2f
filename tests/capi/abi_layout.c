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

FROZEN(mst_signature_check, 16);
FIELD(mst_signature_check, user_data, 0, 8);
FIELD(mst_signature_check, check, 8, 8);

FROZEN(mst_task_system, 16);
FIELD(mst_task_system, user_data, 0, 8);
FIELD(mst_task_system, submit, 8, 8);

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
FIELD(mst_engine_desc, signature_check, 80, 8);
FIELD(mst_engine_desc, task_system, 88, 8);
FIELD(mst_engine_desc, cuda, 96, 8);
FIELD(mst_engine_desc, thread_priority, 104, 4);
FIELD(mst_engine_desc, reserved1, 108, 4);
FIELD(mst_engine_desc, core_mask, 112, 8);

SIZE(mst_cuda_desc, 56);
FIELD(mst_cuda_desc, struct_size, 0, 4);
FIELD(mst_cuda_desc, device, 4, 4);
FIELD(mst_cuda_desc, flags, 8, 8);
FIELD(mst_cuda_desc, memory_bytes, 16, 8);
FIELD(mst_cuda_desc, library_path, 24, 16);
FIELD(mst_cuda_desc, context, 40, 8);
FIELD(mst_cuda_desc, stream, 48, 8);
VALUE(MST_CUDA_HIGH_PRIORITY_BIT, 1);
VALUE(MST_CUDA_WITHOUT_GRAPHS_BIT, 2);
VALUE(MST_CUDA_CUBLASLT_BIT, 4);

SIZE(mst_device_info, 104);
FIELD(mst_device_info, struct_size, 0, 4);
FIELD(mst_device_info, compute_major, 4, 4);
FIELD(mst_device_info, compute_minor, 8, 4);
FIELD(mst_device_info, multiprocessors, 12, 4);
FIELD(mst_device_info, total_bytes, 16, 8);
FIELD(mst_device_info, free_bytes, 24, 8);
FIELD(mst_device_info, bytes_per_second, 32, 8);
FIELD(mst_device_info, name, 40, 64);

VALUE(MST_CUDA_NOT_ASKED, 0);
VALUE(MST_CUDA_IN_USE, 1);
VALUE(MST_CUDA_LOST, 2);
VALUE(MST_CUDA_LIBRARY_MISSING, 3);
VALUE(MST_CUDA_LIBRARY_UNUSABLE, 4);
VALUE(MST_CUDA_DRIVER_MISSING, 5);
VALUE(MST_CUDA_DRIVER_TOO_OLD, 6);
VALUE(MST_CUDA_NO_DEVICE, 7);
VALUE(MST_CUDA_OUT_OF_MEMORY, 8);
VALUE(MST_CUDA_FAILED, 9);
VALUE(MST_EVENT_MODEL_MOVED, 21);

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
FIELD(mst_engine_stats, forced_tokens, 160, 8);
FIELD(mst_engine_stats, thread_count, 168, 4);
FIELD(mst_engine_stats, max_thread_count, 172, 4);
FIELD(mst_engine_stats, backend, 176, 4);
FIELD(mst_engine_stats, cuda_state, 180, 4);
FIELD(mst_engine_stats, device_bytes, 184, 8);

SIZE(mst_model_desc, 64);
FIELD(mst_model_desc, struct_size, 0, 4);
FIELD(mst_model_desc, context_tokens, 4, 4);
FIELD(mst_model_desc, flags, 8, 8);
FIELD(mst_model_desc, path, 16, 16);
FIELD(mst_model_desc, kv_bytes, 32, 8);
FIELD(mst_model_desc, user_data, 40, 8);
FIELD(mst_model_desc, chat_format, 48, 16);
FIELD(mst_model_desc, kv_type, 64, 4);
FIELD(mst_model_desc, reserved0, 68, 4);
FIELD(mst_model_desc, max_gpu_layers, 72, 4);
FIELD(mst_model_desc, reserved1, 76, 4);

SIZE(mst_model_info, 184);
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
FIELD(mst_model_info, windowed_layer_count, 160, 4);
FIELD(mst_model_info, expert_count, 164, 4);
FIELD(mst_model_info, experts_per_token, 168, 4);
FIELD(mst_model_info, rope_original_tokens, 172, 4);
FIELD(mst_model_info, rope_factor, 176, 4);
FIELD(mst_model_info, query_scale, 180, 4);
FIELD(mst_model_info, kv_page_tokens, 184, 4);
FIELD(mst_model_info, reserved1, 188, 4);
FIELD(mst_model_info, kv_page_bytes, 192, 64);
FIELD(mst_model_info, mapped_bytes, 256, 8);
FIELD(mst_model_info, own_bytes, 264, 8);
FIELD(mst_model_info, workspace_bytes, 272, 8);
FIELD(mst_model_info, chat_template, 280, 4);
FIELD(mst_model_info, prefix_count, 284, 4);
FIELD(mst_model_info, prefix_bytes, 288, 8);
FIELD(mst_model_info, gpu_layer_count, 296, 4);
FIELD(mst_model_info, reserved2, 300, 4);

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
FIELD(mst_request_desc, grammar, 80, 8);

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
VALUE(MST_CPU_AVX_VNNI, 4);
VALUE(MST_CPU_NEON, 5);
VALUE(MST_CPU_NEON_DOT, 6);
VALUE(MST_CPU_AVX512_BF16, 7);
VALUE(MST_CPU_AMX, 8);
VALUE(MST_KV_DEFAULT, 0);
VALUE(MST_KV_F32, 1);
VALUE(MST_KV_F16, 2);
VALUE(MST_KV_BF16, 3);
VALUE(MST_KV_INT8, 4);

FROZEN(mst_thread_priority, 4);
VALUE(MST_THREAD_PRIORITY_NORMAL, 0);
VALUE(MST_THREAD_PRIORITY_LOW, 1);
VALUE(MST_THREAD_PRIORITY_LOWEST, 2);
VALUE(MST_THREAD_PRIORITY_FORCE32, 0x7FFFFFFF);

FROZEN(mst_chat_template, 4);
VALUE(MST_CHAT_TEMPLATE_NONE, 0);
VALUE(MST_CHAT_TEMPLATE_MATCHES, 1);
VALUE(MST_CHAT_TEMPLATE_UNKNOWN, 2);
VALUE(MST_CHAT_TEMPLATE_DIFFERS, 3);
VALUE(MST_CHAT_TEMPLATE_FOREIGN, 4);
VALUE(MST_CHAT_TEMPLATE_FORCE32, 0x7FFFFFFF);
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
VALUE(MST_EVENT_GRAMMAR_READY, 9);
VALUE(MST_EVENT_GRAMMAR_FAILED, 10);
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
VALUE(MST_MODEL_DESCRIBE_BIT, 2);
FROZEN(mst_engine_flags, 8);
FROZEN(mst_model_flags, 8);
FROZEN(mst_session_flags, 8);
FROZEN(mst_request_flags, 8);
VALUE(MST_TEXT_CSTR, SIZE_MAX);
VALUE(MST_MEMORY_TAG_CAPACITY, 8);

FROZEN(mst_grammar, 8);
FIELD(mst_grammar, id, 0, 8);

SIZE(mst_frame_desc, 24);
FIELD(mst_frame_desc, struct_size, 0, 4);
FIELD(mst_frame_desc, reserved0, 4, 4);
FIELD(mst_frame_desc, budget_ns, 8, 8);
FIELD(mst_frame_desc, max_pause_ns, 16, 8);

SIZE(mst_frame_stats, 72);
FIELD(mst_frame_stats, struct_size, 0, 4);
FIELD(mst_frame_stats, reserved0, 4, 4);
FIELD(mst_frame_stats, frames, 8, 8);
FIELD(mst_frame_stats, spent_ns, 16, 8);
FIELD(mst_frame_stats, last_spent_ns, 24, 8);
FIELD(mst_frame_stats, last_overrun_ns, 32, 8);
FIELD(mst_frame_stats, max_overrun_ns, 40, 8);
FIELD(mst_frame_stats, overrun_frames, 48, 8);
FIELD(mst_frame_stats, pause_quanta, 56, 8);
FIELD(mst_frame_stats, next_quantum_ns, 64, 8);

SIZE(mst_grammar_desc, 72);
FIELD(mst_grammar_desc, struct_size, 0, 4);
FIELD(mst_grammar_desc, kind, 4, 4);
FIELD(mst_grammar_desc, flags, 8, 8);
FIELD(mst_grammar_desc, text, 16, 16);
FIELD(mst_grammar_desc, choices, 32, 8);
FIELD(mst_grammar_desc, choice_count, 40, 4);
FIELD(mst_grammar_desc, max_gap, 44, 4);
FIELD(mst_grammar_desc, unenforced, 48, 8);
FIELD(mst_grammar_desc, unenforced_count, 56, 4);
FIELD(mst_grammar_desc, reserved0, 60, 4);
FIELD(mst_grammar_desc, user_data, 64, 8);

SIZE(mst_grammar_match, 16);
FIELD(mst_grammar_match, struct_size, 0, 4);
FIELD(mst_grammar_match, complete, 4, 4);
FIELD(mst_grammar_match, accepted_bytes, 8, 8);

VALUE(MST_GRAMMAR_JSON_SCHEMA, 1);
VALUE(MST_GRAMMAR_GBNF, 2);
VALUE(MST_GRAMMAR_REGEX, 3);
VALUE(MST_GRAMMAR_CHOICES, 4);
VALUE(MST_GRAMMAR_LARK, 5);
VALUE(MST_GRAMMAR_KIND_FORCE32, 0x7FFFFFFF);
VALUE(MST_GRAMMAR_ANY_ORDER_BIT, 1);
VALUE(MST_GRAMMAR_FORMAT_ANNOTATION_BIT, 2);
FROZEN(mst_grammar_flags, 8);

FROZEN(mst_toolset, 8);
FIELD(mst_toolset, id, 0, 8);

FROZEN(mst_call, 8);
FIELD(mst_call, id, 0, 8);

FROZEN(mst_tool, 80);
FIELD(mst_tool, name, 0, 16);
FIELD(mst_tool, description, 16, 16);
FIELD(mst_tool, parameters, 32, 16);
FIELD(mst_tool, declaration, 48, 16);
FIELD(mst_tool, flags, 64, 8);
FIELD(mst_tool, reserved0, 72, 8);

FROZEN(mst_live_values, 32);
FIELD(mst_live_values, name, 0, 16);
FIELD(mst_live_values, values, 16, 8);
FIELD(mst_live_values, value_count, 24, 4);
FIELD(mst_live_values, reserved0, 28, 4);

SIZE(mst_toolset_desc, 32);
FIELD(mst_toolset_desc, struct_size, 0, 4);
FIELD(mst_toolset_desc, tool_count, 4, 4);
FIELD(mst_toolset_desc, tools, 8, 8);
FIELD(mst_toolset_desc, flags, 16, 8);
FIELD(mst_toolset_desc, user_data, 24, 8);

SIZE(mst_tools_desc, 96);
FIELD(mst_tools_desc, struct_size, 0, 4);
FIELD(mst_tools_desc, choice, 4, 4);
FIELD(mst_tools_desc, flags, 8, 8);
FIELD(mst_tools_desc, toolset, 16, 8);
FIELD(mst_tools_desc, allowed, 24, 8);
FIELD(mst_tools_desc, allowed_count, 32, 4);
FIELD(mst_tools_desc, live_count, 36, 4);
FIELD(mst_tools_desc, live, 40, 8);
FIELD(mst_tools_desc, function, 48, 16);
FIELD(mst_tools_desc, max_calls, 64, 4);
FIELD(mst_tools_desc, max_rounds, 68, 4);
FIELD(mst_tools_desc, max_argument_bytes, 72, 4);
FIELD(mst_tools_desc, max_reply_bytes, 76, 4);
FIELD(mst_tools_desc, max_calls_per_minute, 80, 4);
FIELD(mst_tools_desc, reserved0, 84, 4);
FIELD(mst_tools_desc, reply_timeout_ns, 88, 8);

SIZE(mst_tool_reply_desc, 32);
FIELD(mst_tool_reply_desc, struct_size, 0, 4);
FIELD(mst_tool_reply_desc, reserved0, 4, 4);
FIELD(mst_tool_reply_desc, flags, 8, 8);
FIELD(mst_tool_reply_desc, text, 16, 16);
FIELD(mst_session_desc, tools, 96, 8);
FIELD(mst_session_desc, reasoning_effort, 104, 16);
FIELD(mst_request_desc, tools, 88, 8);
FIELD(mst_request_desc, max_time_ns, 96, 8);

VALUE(MST_TOOL_CHOICE_AUTO, 0);
VALUE(MST_TOOL_CHOICE_NONE, 1);
VALUE(MST_TOOL_CHOICE_ANY, 2);
VALUE(MST_TOOL_CHOICE_FUNCTION, 3);
VALUE(MST_REFUSAL_MALFORMED, 1);
VALUE(MST_REFUSAL_UNKNOWN_FUNCTION, 2);
VALUE(MST_REFUSAL_NOT_ALLOWED, 3);
VALUE(MST_REFUSAL_BAD_ARGUMENTS, 4);
VALUE(MST_REFUSAL_TOO_LARGE, 5);
VALUE(MST_REFUSAL_TOO_MANY_CALLS, 6);
VALUE(MST_REFUSAL_RATE, 7);
VALUE(MST_REFUSAL_DENIED, 8);
VALUE(MST_REFUSAL_TIMEOUT, 9);
VALUE(MST_EVENT_TOOLSET_READY, 11);
VALUE(MST_EVENT_TOOLSET_FAILED, 12);
VALUE(MST_EVENT_TOOL_CALL, 13);
VALUE(MST_EVENT_TOOL_CONFIRM, 14);
VALUE(MST_EVENT_TOOL_REFUSED, 15);
VALUE(MST_EVENT_TOOL_ROUND, 16);
VALUE(MST_EVENT_HISTORY, 17);
VALUE(MST_EVENT_THINKING, 18);
VALUE(MST_FINISH_TIME, 6);
VALUE(MST_BACKEND_SCRIPTED, 3);

SIZE(mst_grammar_tag, 72);
FIELD(mst_grammar_tag, name, 0, 16);
FIELD(mst_grammar_tag, begin, 16, 16);
FIELD(mst_grammar_tag, end, 32, 16);
FIELD(mst_grammar_tag, text, 48, 16);
FIELD(mst_grammar_tag, kind, 64, 4);
FIELD(mst_grammar_tag, reserved0, 68, 4);
FIELD(mst_grammar_desc, tags, 72, 8);
FIELD(mst_grammar_desc, tag_count, 80, 4);
FIELD(mst_grammar_desc, reserved1, 84, 4);
FIELD(mst_request_desc, live, 104, 8);
FIELD(mst_request_desc, fields, 112, 8);
FIELD(mst_request_desc, live_count, 120, 4);
FIELD(mst_request_desc, field_count, 124, 4);
FIELD(mst_request_desc, suffix, 128, 16);

VALUE(MST_GRAMMAR_TAGS, 6);
VALUE(MST_EVENT_FIELD, 19);
VALUE(MST_EVENT_LIVE, 20);
VALUE(MST_FINISH_CLOSED, 7);

FROZEN(mst_adapter, 8);
FIELD(mst_adapter, id, 0, 8);
SIZE(mst_adapter_desc, 48);
FIELD(mst_adapter_desc, struct_size, 0, 4);
FIELD(mst_adapter_desc, reserved0, 4, 4);
FIELD(mst_adapter_desc, flags, 8, 8);
FIELD(mst_adapter_desc, model, 16, 8);
FIELD(mst_adapter_desc, path, 24, 16);
FIELD(mst_adapter_desc, user_data, 40, 8);
SIZE(mst_adapter_info, 56);
FIELD(mst_adapter_info, struct_size, 0, 4);
FIELD(mst_adapter_info, rank, 4, 4);
FIELD(mst_adapter_info, name, 8, 16);
FIELD(mst_adapter_info, parameter_count, 24, 8);
FIELD(mst_adapter_info, bytes, 32, 8);
FIELD(mst_adapter_info, device_bytes, 40, 8);
FIELD(mst_adapter_info, matrix_count, 48, 4);
FIELD(mst_adapter_info, reserved0, 52, 4);
FIELD(mst_session_desc, adapter, 120, 8);
FIELD(mst_session_desc, adapter_scale, 128, 4);
FIELD(mst_session_desc, reserved0, 132, 4);
VALUE(MST_EVENT_ADAPTER_READY, 22);
VALUE(MST_EVENT_ADAPTER_FAILED, 23);
