// SPDX-License-Identifier: GPL-3.0-or-later
//
// Pictures as templates: Vega-Lite specifications in which a text "$name" stands for a value, in
// `templates/`. The page of the verifier draws from the same files.

#pragma once

#include "pictures/specification.hpp"

namespace thalweg {

/// The template (a name of `templates/`, without its ending) with its values; what stands for a
/// value that is not given is left out, and an object whose "$if" is the name of no value.
/// InternalError for another name.
PictureJson filled_template(std::string_view name, const PictureJson& values);

/// The picture of a template, which has "title" and "height".
Picture picture_from(std::string name, std::string_view template_name, std::string description,
                     const PictureJson& values);

} // namespace thalweg
