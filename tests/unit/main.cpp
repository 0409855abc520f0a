// SPDX-License-Identifier: GPL-3.0-or-later
//
// The entry point that the unit tests of every folder share.

#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
