# SPDX-License-Identifier: GPL-3.0-or-later
#
# The protobuf definitions of ONNX (Debian: libonnx-dev), without its checker: target ONNX::proto.

find_path(ONNX_INCLUDE_DIR onnx/onnx-ml.pb.h)
find_path(ONNX_PROTOBUF_INCLUDE_DIR google/protobuf/message.h)
find_library(ONNX_PROTO_LIBRARY onnx_proto)
find_library(ONNX_PROTOBUF_LIBRARY protobuf)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(ONNX REQUIRED_VARS ONNX_PROTO_LIBRARY ONNX_PROTOBUF_LIBRARY
  ONNX_INCLUDE_DIR ONNX_PROTOBUF_INCLUDE_DIR)
mark_as_advanced(ONNX_INCLUDE_DIR ONNX_PROTOBUF_INCLUDE_DIR ONNX_PROTO_LIBRARY
  ONNX_PROTOBUF_LIBRARY)

if(ONNX_FOUND AND NOT TARGET ONNX::proto)
  add_library(ONNX::proto UNKNOWN IMPORTED)
  set_target_properties(ONNX::proto PROPERTIES
    IMPORTED_LOCATION ${ONNX_PROTO_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES "${ONNX_INCLUDE_DIR};${ONNX_PROTOBUF_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${ONNX_PROTOBUF_LIBRARY}")
endif()
