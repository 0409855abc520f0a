// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/picture_figures.hpp"

#include "program/html_text.hpp"

#include <fmt/format.h>

namespace thalweg {

const char* const figure_style = R"(
figure { break-inside: avoid; margin: 1.5rem 0; }
figcaption h3 { font: 600 1rem system-ui, sans-serif; margin: 0; }
figcaption p { margin: .25rem 0 .75rem; }
.drawing { overflow-x: auto; }
.drawing svg { height: auto; max-width: 100%; }
)";

std::string picture_figures(const std::vector<Picture>& pictures) {
  std::string html;
  for (const Picture& picture : pictures)
    html += fmt::format(
        "<figure class=\"picture\" id=\"picture-{0}\">\n<figcaption id=\"caption-{0}\">\n"
        "<h3>{1}</h3>\n<p>{2}</p>\n</figcaption>\n"
        "<div class=\"drawing\" role=\"img\" aria-labelledby=\"caption-{0}\"></div>\n"
        "<noscript><p>The picture needs JavaScript.</p></noscript>\n"
        "<script type=\"application/json\">{3}</script>\n</figure>\n",
        picture.name, escaped(picture.title), escaped(picture.description),
        json_in_html(picture.specification));
  return html;
}

std::string picture_page(const std::string& title, const std::vector<Picture>& pictures,
                         const PageRenderer& renderer) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}</title>\n<style>\n:root {{ color-scheme: light dark; }}\n"
      "body {{ font: 1rem/1.5 Georgia, serif; margin: 0 auto; max-width: 44rem; padding: 0 1rem; }}"
      "{1}</style>\n</head>\n<body>\n<h1>{0}</h1>\n<main>\n{2}</main>\n{3}</body>\n</html>\n",
      escaped(title), figure_style, picture_figures(pictures), renderer.scripts);
}

} // namespace thalweg
