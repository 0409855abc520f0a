// SPDX-License-Identifier: GPL-3.0-or-later
//
// What draws pictures: the folder that src/pictures/renderer/build.sh makes. It is looked for where
// $THALWEG_RENDERER says, or else beside the program: ../share/thalweg/renderer (installed) and
// ../renderer (in a build). Nothing else needs it.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace thalweg {

/// The scripts that draw the pictures of a page, and their licences.
struct PageRenderer {
  std::string scripts; ///< elements of HTML
};

/// What to do if there is no renderer, in one line.
std::string renderer_advice();

/// Nothing if there is no renderer. UsageError if it is not complete.
std::optional<PageRenderer> page_renderer();

/// The specification as the text of an SVG file, by node. Unsupported if there is no renderer or no
/// node; UsageError if it fails.
std::string svg_text(const std::string& specification);

/// The same as the bytes of a PNG file, by rsvg-convert; errors likewise.
std::string png_bytes(const std::string& specification);

} // namespace thalweg
