# gpu.run_with_stand_ins: what tests/gpu/run makes of cards, failures, missing tools and time that runs out.
# cmake -DWORK=<folder> -DREPORT=<gpu_report> -P run_test.cmake
cmake_minimum_required(VERSION 3.25)
set(folder "${WORK}/build/gpu/run")
file(REMOVE_RECURSE "${WORK}")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/run" DESTINATION "${WORK}/tests/gpu")
file(COPY "${REPORT}" DESTINATION "${folder}")
file(WRITE "${folder}/kernel_digest.txt" "0123\n")

# stand_in(PATH SCRIPT): a program.
function(stand_in path script)
    file(WRITE "${path}" "#!/bin/sh\n${script}\n")
    file(CHMOD "${path}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
endfunction()

# A program with GoogleTest, which writes a file. `more` are other members of its only test.
function(stand_in_test name more)
    set(test [[{"classname": "Suite", "name": "one", "result": "COMPLETED"]])
    stand_in("${folder}/${name}" "for given; do case $given in --gtest_output=json:*)
cat >\"\${given#--gtest_output=json:}\" <<END
{\"testsuites\": [{\"testsuite\": [${test}${more}}]}]}
END
esac; done")
endfunction()

function(stand_in_all)
    stand_in("${WORK}/bin/nvidia-smi" [[
case "$*" in
*uuid*) printf 'GPU-small, 0, 8000\nGPU-large, 1, 16000\n' ;;
*GPU-large*name*) echo 'NVIDIA Large (TM)' ;;
*GPU-small*name*) echo 'NVIDIA Small' ;;
*) echo 9.0 ;;
esac]])
    stand_in("${WORK}/bin/compute-sanitizer" "exit 0")
    stand_in_test(test_gpu_kernels [[, "relative_error": "0.25"]])
    stand_in_test(test_gpu "")
    stand_in_test(test_gpu_engine "")
    stand_in("${folder}/gpu_ceilings" [[echo '{"copy_bytes_per_s": 5, "mma_int8_operations_per_s": null}']])
    stand_in("${folder}/gpu_bench_kernels" [[echo '[{"kernel": "matmul", "us": 7}]']])
    stand_in("${folder}/bench_device" [[
echo "{\"card\": \"$CUDA_VISIBLE_DEVICES\"}"
echo '{"models": {"7b": {"int4": {"decode": {"step_us": 3}}}}}'
echo '{"models": {"7b": {"bf16": {"decode": {"does_not_fit": {"needed_bytes": 9}}}}}}']])
endfunction()

# run(OUTCOME VISIBLE SECONDS): with CUDA_VISIBLE_DEVICES=VISIBLE it ends with OUTCOME.
function(run outcome visible seconds)
    execute_process(
        COMMAND "${CMAKE_COMMAND}" -E env "PATH=${WORK}/bin:/usr/bin:/bin" "CUDA_VISIBLE_DEVICES=${visible}"
            "CUDA_HOME=${WORK}" "MST_GPU_SECONDS=${seconds}" "MST_GPU_REPORT=${WORK}/report.json"
            bash "${WORK}/tests/gpu/run" --built
        OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
    if(NOT result EQUAL outcome)
        message(SEND_ERROR "gpu.run_with_stand_ins: ends with ${result}, not ${outcome}:\n${output}")
    endif()
    file(READ "${WORK}/report.json" report)
    set(report "${report}" PARENT_SCOPE)
endfunction()

# expect(WANTED NAME...): a member of the last report.
function(expect wanted)
    string(JSON got ERROR_VARIABLE error GET "${report}" ${ARGN})
    string(REGEX REPLACE "[ \n]+" " " got "${got}")
    if(NOT got STREQUAL wanted)
        message(SEND_ERROR "gpu.run_with_stand_ins: ${ARGN} is '${got}', not '${wanted}' ${error}\n${report}")
    endif()
endfunction()

# All is well, on the card with the most memory; one model does not fit.
stand_in_all()
run(0 "" 60)
expect(ON all_passed)
expect("[]" errors)
expect("[]" not_checked)
expect("NVIDIA Large (TM)" device)
expect(GPU-large card)
expect(0123 kernel_digest)
expect(0.25 largest_errors Suite.one relative_error)
expect(5 ceilings copy_bytes_per_s)
expect(3 models 7b int4 decode step_us)
expect(7 kernels 0 us)
expect(9 models 7b bf16 decode does_not_fit needed_bytes)
expect(passed parts racecheck-models outcome)

# The card that was named, by number and by UUID, and one that is not there.
foreach(visible 0 GPU-small,GPU-large)
    run(0 ${visible} 60)
    expect("NVIDIA Small" device)
    expect(GPU-small card)
endforeach()
run(2 7 60)

# Tools that are not there, which is no failure.
stand_in_test(test_gpu [[, "not_checked": "no cuBLASLt"]])
stand_in("${WORK}/bin/compute-sanitizer" "exit 127")
stand_in("${folder}/bench_device" [[
echo '{"models": {"7b": {"int4": {"prompts_by_cublaslt": {"not_checked": "no cuBLASLt"}}}}}'
echo '{"models": {"7b": {"i']])
run(0 "" 60)
expect("no cuBLASLt" not_checked 0)
expect("compute-sanitizer: not installed" not_checked 1)

# Failures of each kind.
stand_in_all()
stand_in_test(test_gpu [=[, "failures": [{}]]=])
stand_in_test(test_gpu_engine [[, "not": "run"]])
stand_in("${WORK}/bin/compute-sanitizer" [[case $2 in racecheck) exit 9 ;; esac]])
stand_in("${folder}/bench_device" [[echo '{"many_steps": {"error": "it leaks"}}']])
run(1 "" 60)
expect(OFF all_passed)
expect([=[[ "test_gpu: no test passed", "bench_device/many_steps: it leaks", "racecheck-kernels: failed", "racecheck-models: failed" ]]=] errors)
expect(Suite.one tests test_gpu failed 0)

# Time runs out in a checker, and in a test, behind which there is none for anything.
stand_in_all()
stand_in("${WORK}/bin/compute-sanitizer" [[case $2 in synccheck) exec sleep 60 ;; esac]])
run(0 "" 5)
expect([=[[ "synccheck-kernels: out of time", "synccheck-models: out of time" ]]=] not_checked)
stand_in("${folder}/test_gpu_kernels" "exec sleep 60")
run(1 "" 2)
expect("test_gpu_kernels: out of time" errors 0)
expect("bench_device: nothing was measured" errors 3)
expect("out of time" parts synccheck-models outcome)
