// SPDX-License-Identifier: GPL-3.0-or-later
//
// The landscape around W in a plane of two directions.

#pragma once

#include "pictures/pictures.hpp"
#include "pictures/subject.hpp"

namespace thalweg {

/// "landscape": the risk near W as colours, the walls, and the certified box, which fills a good
/// part of the picture. "far-landscape": the same plane as far as W2, if one of the directions
/// leads there. `plane`: two names of plane.hpp, or none: the usual ones. Empty if the certificate
/// has no directions, or the network and the data are too large for a picture in about a second.
std::vector<Picture> landscape_pictures(const Subject& subject,
                                        const std::vector<std::string>& plane);

} // namespace thalweg
