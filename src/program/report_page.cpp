// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/report_page.hpp"

#include "program/html_text.hpp"
#include "program/picture_figures.hpp"
#include "program/titled_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace thalweg {

namespace {

constexpr std::string_view report_style = R"(
:root { color-scheme: light dark; --line: #8886; --good: #116329; }
@media (prefers-color-scheme: dark) { :root { --good: #7ee787; } }
body { font: 1rem/1.55 Georgia, serif; margin: 0 auto; max-width: 44rem; overflow-wrap: anywhere; padding: 0 1rem 3rem; }
h1, h2, nav, .verdict { font-family: system-ui, sans-serif; }
h1 { font-size: 1.5rem; }
h2 { border-top: 1px solid var(--line); font-size: 1.1rem; padding-top: .75rem; }
.verdict { color: var(--good); font-weight: 600; }
pre { border: 1px solid var(--line); font: .85rem/1.45 ui-monospace, monospace; padding: .75rem; white-space: pre-wrap; }
abbr { text-decoration: underline dotted; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
@media print { nav, .download { display: none; } body { max-width: none; } h2 { break-after: avoid; } }
)";

bool is_made_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// "-3/2500"
bool is_fraction(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view digits = "0123456789";
  return slash != std::string_view::npos && slash > 0 &&
         is_made_of(text.substr(0, 1), "-0123456789") &&
         (slash == 1 ? text[0] != '-' : is_made_of(text.substr(1, slash - 1), digits)) &&
         is_made_of(text.substr(slash + 1), digits);
}

/// "3/2500 (0.0012)" shows the decimal, with the exact number behind it.
std::string with_exact_numbers(std::string_view text) {
  std::string html;
  std::size_t told = 0;
  for (std::size_t open = text.find(" ("); open != std::string_view::npos;
       open = text.find(" (", open + 1)) {
    const std::size_t before = text.substr(0, open).find_last_not_of("-0123456789/");
    const std::size_t start = std::max(told, before == std::string_view::npos ? 0 : before + 1);
    const std::size_t close = text.find_first_not_of("-0123456789.e", open + 2);
    const std::string_view exact = text.substr(start, open - start);
    if (close == std::string_view::npos || text[close] != ')' || close == open + 2 ||
        !is_fraction(exact))
      continue;
    html += escaped(text.substr(told, start - told)) + "<abbr title=\"" + std::string(exact) +
            "\">" + std::string(text.substr(open + 2, close - open - 2)) + "</abbr>";
    told = close + 1;
  }
  return html + escaped(text.substr(told));
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j)
      group = group << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      result += j <= count ? digits[group >> (18 - 6 * j) & 63] : '=';
  }
  return result;
}

/// Paragraphs, and lists of items.
std::string html_of(const std::vector<TextBlock>& blocks) {
  return with_lists(blocks, "<ul>\n", "</ul>\n", [](const TextBlock& block) {
    return fmt::format("<{0}>{1}</{0}>\n", block.is_item ? "li" : "p",
                       with_exact_numbers(block.text));
  });
}

std::string pictures_section(const std::vector<Picture>& pictures,
                             const std::optional<PageRenderer>& renderer) {
  return fmt::format("<section id=\"pictures\">\n<h2>Pictures</h2>\n{}</section>\n",
                     renderer ? picture_figures(pictures)
                              : "<p>Not drawn: " + escaped(renderer_advice()) + ".</p>\n");
}

} // namespace

std::string report_page(const AcceptedCertificate& certificate,
                        const std::vector<Picture>& pictures,
                        const std::optional<PageRenderer>& renderer) {
  const std::string name = escaped(certificate.name);
  std::string list, argument;
  if (!pictures.empty()) {
    list += "<li><a href=\"#pictures\">Pictures</a></li>\n";
    argument += pictures_section(pictures, renderer);
  }
  const std::vector<TitledSection> sections = titled_sections(certificate.explanation);
  for (std::size_t i = 0; i < sections.size(); ++i) {
    const std::string title = escaped(sections[i].title);
    list += fmt::format("<li><a href=\"#s{}\">{}</a></li>\n", i, title);
    argument += fmt::format("<section id=\"s{}\">\n<h2>{}</h2>\n{}</section>\n", i, title,
                            html_of(sections[i].blocks));
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{0}: verified</title>\n<style>{1}</style>\n</head>\n<body>\n"
      "<header>\n<h1>{0}</h1>\n<p class=\"verdict\">Verified: every claim was checked in exact "
      "arithmetic and holds.</p>\n</header>\n"
      "<nav aria-label=\"Sections\">\n<ul>\n<li><a href=\"#theorem\">The theorem</a></li>\n{2}"
      "<li><a href=\"#check\">How to check it</a></li>\n</ul>\n</nav>\n<main>\n"
      "<section id=\"theorem\">\n<h2>The theorem</h2>\n<pre tabindex=\"0\">{3}</pre>\n"
      "</section>\n{4}"
      "<section id=\"check\">\n<h2>How to check it</h2>\n"
      "<p class=\"download\"><a download=\"{0}\" href=\"data:application/json;base64,{5}\">"
      "Download the certificate</a> ({6} bytes).</p>\n"
      "<pre tabindex=\"0\">thalweg-verify {0}</pre>\n"
      "<p>The verifier shares no code with the program that made the certificate, and needs a "
      "compiler only; it also runs in a browser. This page is only as good as whoever made it: "
      "the certificate is what counts.</p>\n</section>\n</main>\n{7}</body>\n</html>\n",
      name, std::string(report_style) + figure_style, list, escaped(certificate.theorem), argument,
      base64(certificate.text), certificate.text.size(),
      renderer && !pictures.empty() ? renderer->scripts : "");
}

} // namespace thalweg
