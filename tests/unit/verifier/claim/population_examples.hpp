// SPDX-License-Identifier: GPL-3.0-or-later
//
// The published minimum of six units against six teachers, as a certificate to damage.

#pragma once

#include "unit/verifier/certificate_text.hpp"

#include <fstream>

namespace thalweg::tests {

inline Json six_units() {
  std::ifstream file(THALWEG_SOURCE_FOLDER "/certificates/safran2018/theorem1-equal-k6.json");
  REQUIRE(file);
  return Json::parse(file);
}

} // namespace thalweg::tests
