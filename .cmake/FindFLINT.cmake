# SPDX-License-Identifier: GPL-3.0-or-later
#
# FLINT, which has no package file of its own: target FLINT::flint. It builds on GMP and MPFR. Arb,
# the arithmetic of balls, is a library beside it (part of it from FLINT 3 on).

find_package(GMP REQUIRED)
find_path(FLINT_INCLUDE_DIR flint/fmpz_mat.h)
find_library(FLINT_LIBRARY flint)
find_library(FLINT_MPFR_LIBRARY mpfr)
find_path(FLINT_ARB_INCLUDE_DIR arb.h PATH_SUFFIXES flint)
find_library(FLINT_ARB_LIBRARY NAMES flint-arb arb flint)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FLINT REQUIRED_VARS
  FLINT_LIBRARY FLINT_MPFR_LIBRARY FLINT_ARB_LIBRARY FLINT_INCLUDE_DIR
  FLINT_ARB_INCLUDE_DIR)
mark_as_advanced(FLINT_INCLUDE_DIR FLINT_LIBRARY FLINT_MPFR_LIBRARY FLINT_ARB_LIBRARY
  FLINT_ARB_INCLUDE_DIR)

if(FLINT_FOUND AND NOT TARGET FLINT::flint)
  add_library(FLINT::flint UNKNOWN IMPORTED)
  set_target_properties(FLINT::flint PROPERTIES
    IMPORTED_LOCATION ${FLINT_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES "${FLINT_INCLUDE_DIR};${FLINT_ARB_INCLUDE_DIR}"
    INTERFACE_LINK_LIBRARIES "${FLINT_ARB_LIBRARY};${FLINT_LIBRARY};${FLINT_MPFR_LIBRARY};GMP::gmp")
endif()
