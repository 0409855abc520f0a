// SPDX-License-Identifier: GPL-3.0-or-later
//
// The program `thalweg`: see command_line.hpp.

#include "program/command_line.hpp"

#include <iostream>

int main(int argc, char** argv) {
  return thalweg::thalweg_main(argc, argv, std::cout, std::cerr);
}
