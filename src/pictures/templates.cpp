// SPDX-License-Identifier: GPL-3.0-or-later

#include "pictures/templates.hpp"

#include "exact/error.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace thalweg {

namespace {

constexpr int shown_width = 560; // of a whole picture

struct NamedTemplate {
  std::string_view name, text;
};

// clang-format off
constexpr std::array templates{
    NamedTemplate{"frame",
#include "pictures/templates/frame.inc"
    },
    NamedTemplate{"function",
#include "pictures/templates/function.inc"
    },
    NamedTemplate{"groups",
#include "pictures/templates/groups.inc"
    },
    NamedTemplate{"intervals",
#include "pictures/templates/intervals.inc"
    },
    NamedTemplate{"landscape",
#include "pictures/templates/landscape.inc"
    },
    NamedTemplate{"lattice",
#include "pictures/templates/lattice.inc"
    },
    NamedTemplate{"line",
#include "pictures/templates/line.inc"
    },
    NamedTemplate{"margins",
#include "pictures/templates/margins.inc"
    },
    NamedTemplate{"patterns",
#include "pictures/templates/patterns.inc"
    },
    NamedTemplate{"polygons",
#include "pictures/templates/polygons.inc"
    },
    NamedTemplate{"prediction",
#include "pictures/templates/prediction.inc"
    },
    NamedTemplate{"residuals",
#include "pictures/templates/residuals.inc"
    },
    NamedTemplate{"spectrum",
#include "pictures/templates/spectrum.inc"
    },
    NamedTemplate{"weights",
#include "pictures/templates/weights.inc"
    },
};
// clang-format on

/// Nothing for what is left out.
std::optional<PictureJson> filled(const PictureJson& json, const PictureJson& values) {
  if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    if (!text.starts_with('$'))
      return json;
    const auto value = values.find(text.substr(1));
    return value == values.end() ? std::nullopt : std::optional<PictureJson>(*value);
  }
  if (!json.is_structured())
    return json;
  if (json.contains("$if") && !values.contains(json["$if"].get<std::string>()))
    return std::nullopt;
  PictureJson result = json.is_array() ? PictureJson::array() : PictureJson::object();
  for (const auto& [key, value] : json.items())
    if (auto part = key == "$if" ? std::nullopt : filled(value, values)) {
      if (json.is_array())
        result.push_back(std::move(*part));
      else
        result[key] = std::move(*part);
    }
  return result;
}

} // namespace

PictureJson filled_template(std::string_view name, const PictureJson& values) {
  const auto found = std::find_if(templates.begin(), templates.end(),
                                  [&](const NamedTemplate& one) { return one.name == name; });
  require(found != templates.end(), "picture: expected the name of a template");
  PictureJson frame = PictureJson::parse(found->text);
  return filled(frame, values).value();
}

Picture picture_from(std::string name, std::string_view template_name, std::string description,
                     const PictureJson& values) {
  PictureJson body = filled_template(template_name, values);
  std::string title = body.at("title");
  PictureJson specification = filled_template("frame", {{"title", title},
                                                        {"description", description},
                                                        {"width", shown_width},
                                                        {"height", body.at("height")}});
  body.erase("title");
  body.erase("height");
  specification.update(body);
  return {std::move(name), std::move(title), std::move(description), specification.dump()};
}

} // namespace thalweg
