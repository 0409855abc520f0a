// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures inside a page: figures with their text, and the scripts that draw them.

#pragma once

#include "pictures/pictures.hpp"
#include "program/renderer.hpp"

namespace thalweg {

/// The rules of the figures' style.
extern const char* const figure_style;

/// One <figure> per picture.
std::string picture_figures(const std::vector<Picture>& pictures);

/// A whole page with these pictures and nothing else, without references to other files.
std::string picture_page(const std::string& title, const std::vector<Picture>& pictures,
                         const PageRenderer& renderer);

} // namespace thalweg
