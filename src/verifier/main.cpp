// SPDX-License-Identifier: Apache-2.0

#include "verify.hpp"

#include <iostream>

int main(int argc, char** argv) {
  return thalweg::verifier::verifier_main(argc, argv, std::cout, std::cerr);
}
