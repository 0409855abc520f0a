// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures of a certificate as specifications of Vega-Lite 5, which other programs draw. Numbers
// are computed exactly and become decimals at the end; short exact numbers are shown on hover.

#pragma once

#include "certificate/document.hpp"
#include "certificate/stated_geometry.hpp"

#include <string>
#include <vector>

namespace thalweg {

struct Picture {
  std::string name;          ///< "weights": what `thalweg plot --picture` takes
  std::string title;         ///< of a few words
  std::string description;   ///< what is to be seen, for those who cannot see it
  std::string specification; ///< JSON in one line, with title and description
};

/// Which pictures are wanted.
struct PictureChoice {
  std::string only;               ///< the name of one picture, the others are not made; empty: all
  std::vector<std::string> plane; ///< of the landscape: two names of plane.hpp; empty: the usual
  std::vector<std::string> slice; ///< two inputs that vary where there are more; empty: none do
};

/// The pictures that the certificate, which the verifier has accepted, has something for; none for
/// some certificates. `geometry`: what it states about partitions and functions. Same arguments,
/// same bytes. UsageError if the plane or slice cannot be drawn.
std::vector<Picture> pictures(const CertificateDocument& document, const PictureChoice& choice = {},
                              const StatedGeometry& geometry = {});

} // namespace thalweg
