# cmake -DPROGRAM=minstrel -DPYTHON=python3 -DTAVERN=samples/tavern -DWORK=FOLDER -P rounding.cmake
#
# The model that ships is the one that was trained, in int8, and what rounding costs stays small: the
# mean divergence from it in float32 on 20,000 tokens of situations that it was not trained on.
cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}")
function(run)
    execute_process(COMMAND ${ARGV} WORKING_DIRECTORY "${WORK}" OUTPUT_VARIABLE said
        COMMAND_ERROR_IS_FATAL ANY)
    set(said "${said}" PARENT_SCOPE)
endfunction()
function(expect_divergence package most)
    run("${PROGRAM}" convert-check exact.mst "${package}" --text half-two.txt --tokens 20000 --json)
    string(JSON tokens GET "${said}" tokens)
    string(JSON divergence GET "${said}" mean_kl)
    message(STATUS "${package}: ${divergence} nats, at most ${most}")
    if(NOT tokens EQUAL 20000 OR NOT divergence LESS_EQUAL most OR NOT divergence GREATER 0)
        message(FATAL_ERROR "${package} is not as it should be: ${said}")
    endif()
endfunction()

run("${PYTHON}" "${TAVERN}/evaluation/plain_text.py" "${TAVERN}/evaluation/situations.jsonl"
    half-one.jsonl half-two.txt)
run("${PROGRAM}" pack "${TAVERN}/weights" -o exact.mst --quant f32)
run("${PROGRAM}" pack "${TAVERN}/weights" -o int8.mst --name "Tavern 5M")
run("${CMAKE_COMMAND}" -E compare_files int8.mst "${TAVERN}/tavern.mst")
expect_divergence(int8.mst 0.001)
run("${PROGRAM}" pack "${TAVERN}/weights" -o int4.mst --quant int4 --calibrate half-one.jsonl)
expect_divergence(int4.mst 0.03)
