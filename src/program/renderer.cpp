// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/renderer.hpp"

#include "exact/error.hpp"
#include "exact/input_file.hpp"
#include "program/html_text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

extern char** environ;

namespace thalweg {

namespace {

namespace fs = std::filesystem;

/// Where the renderer may be, the first one first.
std::vector<fs::path> renderer_places() {
  if (const char* named = std::getenv("THALWEG_RENDERER"))
    return {named};
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error)
    return {};
  const fs::path root = program.parent_path().parent_path();
  return {root / "share" / "thalweg" / "renderer", root / "renderer"};
}

std::optional<fs::path> renderer_folder() {
  for (const fs::path& place : renderer_places())
    if (fs::exists(place / "vega.min.js"))
      return place;
  return std::nullopt;
}

std::string script_of(const fs::path& file) {
  return "<script>\n" + script_in_html(text_of_file(file)) + "</script>\n";
}

/// A folder of ours, which is removed at the end.
class WorkFolder {
public:
  WorkFolder() {
    std::string pattern = (fs::temp_directory_path() / "thalweg-plot-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw UsageError(pattern + ": expected a folder that can be made, found " +
                       std::strerror(errno));
    path_ = pattern;
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  fs::path operator/(const char* name) const { return path_ / name; }

private:
  fs::path path_;
};

/// Runs a program found in PATH, which says by itself what goes wrong.
void run_tool(const std::vector<std::string>& words, const std::string& package) {
  std::vector<char*> arguments;
  for (const std::string& word : words)
    arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t child = 0;
  const int refused =
      posix_spawnp(&child, words[0].c_str(), nullptr, nullptr, arguments.data(), environ);
  if (refused == ENOENT)
    throw Unsupported(fmt::format("plot: expected the program {}, found none → install it (Debian: "
                                  "{}), or write .json or .html",
                                  words[0], package));
  if (refused != 0)
    throw UsageError(words[0] + ": " + std::strerror(refused));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw UsageError("plot: " + words[0] + " failed → write .json to see what it was given");
}

void write_svg(const std::string& specification, const WorkFolder& work) {
  const auto folder = renderer_folder();
  if (!folder)
    throw Unsupported("plot: expected what draws SVG, found none → " + renderer_advice() +
                      ", or write .json");
  std::ofstream(work / "picture.json") << specification;
  run_tool({"node", (*folder / "svg.cjs").string(), (work / "picture.json").string(),
            (work / "picture.svg").string()},
           "nodejs");
}

} // namespace

std::string renderer_advice() {
  return "src/pictures/renderer/build.sh BUILD/renderer installs it (npm); elsewhere: "
         "THALWEG_RENDERER=FOLDER";
}

std::optional<PageRenderer> page_renderer() {
  const auto folder = renderer_folder();
  if (!folder)
    return std::nullopt;
  return PageRenderer{"<!-- Licences of the two scripts that follow:\n" +
                      comment_in_html(text_of_file(*folder / "licences.txt")) + "-->\n" +
                      script_of(*folder / "vega.min.js") + script_of(*folder / "vega-lite.min.js") +
                      script_of(*folder / "draw.js")};
}

std::string svg_text(const std::string& specification) {
  const WorkFolder work;
  write_svg(specification, work);
  return text_of_file(work / "picture.svg");
}

std::string png_bytes(const std::string& specification) {
  const WorkFolder work;
  write_svg(specification, work);
  run_tool({"rsvg-convert", "--zoom=2", "-o", (work / "picture.png").string(),
            (work / "picture.svg").string()},
           "librsvg2-bin");
  return text_of_file(work / "picture.png");
}

} // namespace thalweg
