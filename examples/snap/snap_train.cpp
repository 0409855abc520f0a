// SPDX-License-Identifier: GPL-3.0-or-later
//
// Trains a network of ReLU units by plain gradient descent in floating point and prints it as a
// network file, for `thalweg snap`.
//
//   snap_train DATA.csv INPUT TARGET UNITS SEED [STEPS]     columns as for `thalweg generate`

#include "gradient_descent.hpp"

#include "data/csv.hpp"
#include "data/selected_inputs.hpp"
#include "network/network_file.hpp"

#include <cstdio>
#include <exception>
#include <string>

using namespace thalweg;

int main(int argc, char** argv) {
  try {
    if (argc != 6 && argc != 7) {
      std::fputs("usage: snap_train DATA.csv INPUT TARGET UNITS SEED [STEPS]\n", stderr);
      return 5;
    }
    const Dataset data = with_selected_inputs(dataset_from_csv_file(argv[1], {argv[3]}), {argv[2]});
    examples::Training training{std::stoul(argv[4]), std::stoull(argv[5])};
    if (argc == 7)
      training.steps = std::stoul(argv[6]);
    std::fputs(network_text(examples::trained_network(data, training)).c_str(), stdout);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "snap_train: %s\n", error.what());
    return 2;
  }
}
