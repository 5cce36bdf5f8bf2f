# cmake -DPROGRAM=minstrel -DMODEL=FILE -DTIMES=3 -P together.cmake
#
# Holds that 16 sessions speak at least TIMES as many tokens a second as one: the median of three
# measurements, because machines are shared.
set(ratios)
foreach(round RANGE 1 3)
    execute_process(COMMAND "${PROGRAM}" bench "${MODEL}" --sessions 1,16 --json
        OUTPUT_VARIABLE report COMMAND_ERROR_IS_FATAL ANY)
    foreach(row 0 1)
        string(JSON rate GET "${report}" rows ${row} decode_tokens_per_s)
        string(REGEX REPLACE "\\..*" "" rate_${row} "${rate}")
    endforeach()
    math(EXPR percent "100 * ${rate_1} / ${rate_0}")
    message(STATUS "one session ${rate_0} tokens/s, sixteen ${rate_1}: ${percent} %")
    list(APPEND ratios ${percent})
endforeach()
list(SORT ratios COMPARE NATURAL)
list(GET ratios 1 median)
math(EXPR wanted "100 * ${TIMES}")
if(median LESS wanted)
    message(FATAL_ERROR "sixteen sessions speak ${median} % of one's tokens/s, less than ${wanted} %")
endif()
