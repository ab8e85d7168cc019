# hall_options: what every target of ours is compiled with. Linked PRIVATE, so it never leaks into Qt's headers.
find_program(HALL_CCACHE ccache)
if(HALL_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${HALL_CCACHE})
endif()

set(HALL_WARNINGS
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Werror=return-type -Werror=unused-result
  -fstack-protector-strong)
add_library(hall_options INTERFACE)
target_compile_options(hall_options INTERFACE ${HALL_WARNINGS})
target_compile_definitions(hall_options INTERFACE QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH)
if(HALL_SANITIZER)
  # The whole program must agree on a sanitizer, so this one is global.
  add_compile_options(-fsanitize=${HALL_SANITIZER} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${HALL_SANITIZER})
  if(HALL_SANITIZER STREQUAL "address")
    add_compile_options(-fsanitize=undefined -fno-sanitize-recover=undefined)
    add_link_options(-fsanitize=undefined)
  endif()
endif()

# One room of the house: a static library whose headers are included from the repository's root,
# as in #include "sync/base/result.h".
function(hall_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ROOM_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ROOM_PUBLIC} PRIVATE hall_options ${ROOM_PRIVATE})
endfunction()

# A QML module of ours. Our warnings go to our own sources only: Qt generates code into the same library.
set(QT_QML_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/qml)
function(hall_qml_room name)
  cmake_parse_arguments(ROOM "" "URI" "QML;SOURCES;DEPENDS;PUBLIC;PRIVATE" ${ARGN})
  find_package(Qt6 6.4 REQUIRED COMPONENTS Quick)
  qt_add_qml_module(${name} STATIC URI ${ROOM_URI} VERSION 1.0 RESOURCE_PREFIX ${HALL_QML_PREFIX}
    IMPORT_PATH ${QT_QML_OUTPUT_DIRECTORY} DEPENDENCIES QtQuick ${ROOM_DEPENDS} QML_FILES ${ROOM_QML} SOURCES ${ROOM_SOURCES})
  set_source_files_properties(${ROOM_SOURCES} PROPERTIES COMPILE_OPTIONS "${HALL_WARNINGS}")
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH)
  target_link_libraries(${name} PUBLIC ${ROOM_PUBLIC} Qt6::Quick PRIVATE ${ROOM_PRIVATE})
endfunction()

# One test program = one misfortune or one promise. LABELS picks the tier: fast, usb, ui, journey, crash.
function(hall_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;LINK" ${ARGN})
  if(NOT TEST_SOURCES)
    set(TEST_SOURCES ${name}.cpp)
  endif()
  if(NOT TEST_LABEL)
    set(TEST_LABEL fast)
  endif()
  find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE hall_options Qt6::Test ${TEST_LINK})
  target_compile_definitions(${name} PRIVATE HALL_FIXTURES="${PROJECT_SOURCE_DIR}/tests/fixtures"
    HALL_ASSETS="${PROJECT_SOURCE_DIR}/assets")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES LABELS ${TEST_LABEL} TIMEOUT 120
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_QUICK_BACKEND=software;TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp;HALL_EXCHANGES=${CMAKE_BINARY_DIR}/tests/exchanges")
  set_property(GLOBAL APPEND PROPERTY HALL_TEST_NAMES ${name})
endfunction()
