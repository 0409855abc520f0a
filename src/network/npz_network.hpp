// SPDX-License-Identifier: GPL-3.0-or-later
//
// A dense ReLU network as an NPZ archive of its arrays: matrices and vectors, first layer to last.
// Every hidden layer has the ReLU activation, the last layer none.
//
// The matrices are (units, inputs), as PyTorch has them, or all of them (inputs, units), as Keras
// and scikit-learn have them; sizes tell which. Where both fit, names decide: "kernel" and "coefs"
// are (inputs, units), "weight" is (units, inputs). Each vector is the bias of the matrix before
// it, or there are as many vectors as matrices, which belong together in their order; a matrix
// without a vector makes a layer without biases.

#pragma once

#include "network/network.hpp"

namespace thalweg {

/// The network of the archive for inputs with `input_dimension` entries. InputError "name …:
/// expected …, found …", Unsupported for arrays of other shapes (kernels of convolutions).
Network network_from_npz(std::string_view bytes, const std::string& name,
                         std::size_t input_dimension);

} // namespace thalweg
