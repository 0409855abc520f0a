// SPDX-License-Identifier: GPL-3.0-or-later
//
// The command: read, verify, choose, write.

#include "program/plot.hpp"

#include "certificate/atomic_file.hpp"
#include "pictures/pictures.hpp"
#include "program/accepted_certificate.hpp"
#include "program/list_text.hpp"
#include "program/network_input.hpp"
#include "program/picture_figures.hpp"
#include "program/summary.hpp"

#include <fmt/format.h>

#include <ostream>

namespace thalweg {

namespace {

std::string names_of(const std::vector<Picture>& pictures) {
  std::string names;
  for (const Picture& picture : pictures)
    names += (names.empty() ? "" : ", ") + picture.name;
  return names;
}

/// All pictures, or the one that is asked for and nothing else.
std::vector<Picture> chosen_pictures(const AcceptedCertificate& accepted,
                                     const PictureChoice& choice) {
  std::vector<Picture> result = pictures(accepted.document, choice, accepted.geometry);
  if (!result.empty() || choice.only.empty())
    return result;
  const std::vector<Picture> all =
      pictures(accepted.document, {{}, choice.plane, choice.slice}, accepted.geometry);
  if (!all.empty())
    throw UsageError(fmt::format("--picture: expected {}, found {}", names_of(all), choice.only));
  return all;
}

std::string drawn(const std::string& name, const std::vector<Picture>& chosen,
                  const std::string& ending) {
  if (ending == ".html") {
    const auto renderer = page_renderer();
    if (!renderer)
      throw Unsupported("plot: expected what draws pages, found none → " + renderer_advice() +
                        ", or write .json");
    return picture_page(name, chosen, *renderer);
  }
  if (chosen.size() > 1)
    throw UsageError(fmt::format("--picture: expected one of {}, found none", names_of(chosen)));
  const std::string& specification = chosen.front().specification;
  return ending == ".svg"   ? svg_text(specification)
         : ending == ".png" ? png_bytes(specification)
                            : specification + "\n";
}

void require_ending(const std::filesystem::path& output) {
  if (output.empty())
    throw UsageError("-o: expected a file to write, found none → or --list");
  const std::string ending = output.extension().string();
  for (const char* known : {".json", ".html", ".svg", ".png"})
    if (ending == known)
      return;
  throw UsageError("-o: expected a name that ends in .json, .html, .svg or .png, found " +
                   output.string());
}

} // namespace

Command plot_command(PlotOptions& options) {
  return {"plot",
          "Draw the pictures of a certificate",
          "The certificate is verified first; there is no picture of one that is not accepted.\n"
          "FILE.json is the specification itself (Vega-Lite 5), FILE.html a page that needs no\n"
          "network, FILE.svg and FILE.png are pictures. All but .json need what\n"
          "src/pictures/renderer/build.sh installs; .svg and .png node, .png also rsvg-convert.\n\n"
          "Examples:\n  thalweg plot parabola.json --list\n"
          "  thalweg plot parabola.json --picture risk -o risk.svg\n",
          {{"CERT.json", &options.certificate, "Certificate to look at"}},
          {NamedOption{"-o,--output", &options.output, "What to write: .json, .html, .svg or .png",
                       "FILE"},
           NamedOption{"--picture", &options.picture,
                       "Which picture (default: the only one; all of them in a page)", "NAME"},
           NamedOption{"--plane", &options.plane,
                       "Directions of the landscape: better, ray, flip, wLAYER.UNIT.INPUT or "
                       "bLAYER.UNIT (default: the first two that there are)",
                       "A,B"},
           NamedOption{"--slice", &options.slice,
                       "Two inputs that vary where there are more, by name or number from 1; the "
                       "others stay in the middle",
                       "A,B"},
           Flag{"--list", &options.wants_list, "Print names and titles of the pictures"}},
          [&options](std::ostream& out, std::ostream& err) { return plot(options, out, err); }};
}

ExitCode plot(const PlotOptions& options, std::ostream& out, std::ostream& err) {
  if (!options.wants_list) {
    require_ending(options.output);
    require_not_an_input(options.output, {options.certificate});
  }
  const auto certificate = accepted_certificate(options.certificate, err);
  if (const ExitCode* refused = std::get_if<ExitCode>(&certificate))
    return *refused;
  const auto& accepted = std::get<AcceptedCertificate>(certificate);
  const std::vector<Picture> chosen =
      chosen_pictures(accepted, {options.wants_list ? "" : options.picture,
                                 comma_separated(options.plane), comma_separated(options.slice)});
  if (chosen.empty())
    throw Unsupported(
        options.certificate.string() + ": there is no picture of such a certificate" +
        (options.slice.empty() ? " (of more than two inputs: only with --slice)" : "") +
        " → thalweg explain tells it");
  if (options.wants_list) {
    for (const Picture& picture : chosen)
      out << summary_line(picture.name, picture.title);
    return ExitCode::done;
  }
  const std::string text = drawn(accepted.name, chosen, options.output.extension().string());
  write_file_atomically(options.output, text);
  out << summary_line("plot",
                      fmt::format("{}: {}", options.output.string(), counted(text.size(), "byte")));
  return ExitCode::done;
}

} // namespace thalweg
