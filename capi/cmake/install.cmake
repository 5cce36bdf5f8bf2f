# Install rules of the library; included by capi/CMakeLists.txt.
# Components: runtime (what a shipped game needs) and development (headers, package files).
if(NOT MST_INSTALL)
    return()
endif()
if(NOT MST_BUILD_SHARED)
    message(STATUS "Minstrel: only the shared library is installed; the static one is for builds "
        "that include the sources")
    return()
endif()
include(CMakePackageConfigHelpers)

install(TARGETS minstrel EXPORT minstrelTargets
    RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}" COMPONENT runtime
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT runtime
        NAMELINK_COMPONENT development
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT development
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development)

set(package_folder "${CMAKE_INSTALL_LIBDIR}/cmake/minstrel")
install(EXPORT minstrelTargets NAMESPACE minstrel:: DESTINATION "${package_folder}"
    COMPONENT development)
configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/minstrelConfig.cmake.in"
    "${CMAKE_CURRENT_BINARY_DIR}/minstrelConfig.cmake"
    INSTALL_DESTINATION "${package_folder}")
# Below 1.0 a minor release may break the interface.
write_basic_package_version_file(
    "${CMAKE_CURRENT_BINARY_DIR}/minstrelConfigVersion.cmake"
    VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES
    "${CMAKE_CURRENT_BINARY_DIR}/minstrelConfig.cmake"
    "${CMAKE_CURRENT_BINARY_DIR}/minstrelConfigVersion.cmake"
    DESTINATION "${package_folder}" COMPONENT development)

# From the folder of the .pc file back to the prefix, so that the tree may be moved.
file(RELATIVE_PATH MST_PC_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
configure_file("${CMAKE_CURRENT_LIST_DIR}/minstrel.pc.in"
    "${CMAKE_CURRENT_BINARY_DIR}/minstrel.pc" @ONLY)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/minstrel.pc"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT development)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT runtime)
