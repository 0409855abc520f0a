// SPDX-License-Identifier: GPL-3.0-or-later
//
// The specification says what the verifier does: its example is the one of the tests, its digests
// are right, and it lists exactly the codes that the verifier can name.

#include "unit/verifier/claim/bottleneck_example.hpp"
#include "unit/verifier/claim/box_example.hpp"
#include "unit/verifier/claim/cell_examples.hpp"
#include "unit/verifier/claim/escape_example.hpp"
#include "unit/verifier/claim/family_examples.hpp"
#include "unit/verifier/claim/form_examples.hpp"
#include "unit/verifier/claim/nearby_examples.hpp"
#include "unit/verifier/claim/piece_examples.hpp"
#include "unit/verifier/claim/saddle_examples.hpp"
#include "unit/verifier/claim/smooth_examples.hpp"
#include "unit/verifier/claim/trap_example.hpp"
#include "unit/verifier/claim/two_piece_examples.hpp"
#include "unit/verifier/claim/wall_examples.hpp"
#include "unit/verifier/loss/loss_examples.hpp"
#include "unit/verifier/shape/geometry_examples.hpp"
#include "unit/verifier/slice/trained_examples.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace thalweg::tests;

namespace {

const std::filesystem::path source = THALWEG_SOURCE_FOLDER;

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> result;
  for (std::sregex_iterator match(text.begin(), text.end(), regex), end; match != end; ++match)
    result.insert((*match)[1]);
  return result;
}

const std::string families =
    "(?:json|document|number|shape|network|csv|unsupported|limit|data|loss|"
    "statement|global_minimum|not_local_minimum|local_minimum|pattern_flip|refinement|"
    "multipliers|cpwl|convex_partition|groups|lattice_identity|"
    "lattice_failure|refinement_of_partitions|"
    "linear_regions|network_computes_function|network_computes_form|nearby_minimum|lower_risk|no_"
    "minimiser|"
    "smooth_network|smooth_minimum|smooth_zero_loss|"
    "two_piece_bound|saddle|parameter_cells|distinct_risks|"
    "trained_"
    "minimum|minimum_on_walls|vanishing_risk|population|escape|cell_components|"
    "minima_off_walls|trap|valleys_of_cells|bottleneck_minimum|"
    "minimum_in_pieces|family_of_minima)";

} // namespace

TEST_CASE("the example of the specification is the one worked by hand", "[verifier]") {
  const std::string specification = content(source / "certificates" / "SPECIFICATION.md");
  const std::size_t begin = specification.find("```json\n") + 8;
  const Json example =
      Json::parse(specification.substr(begin, specification.find("```", begin) - begin));
  Json expected = hand_example();
  CHECK(example == expected);
  const auto is_example = [&](const std::string& heading, const Json& by_hand) {
    const std::size_t section = specification.find("\n" + heading);
    REQUIRE(section != std::string::npos);
    const std::size_t first = specification.find("```json\n", section) + 8;
    return Json::parse(specification.substr(first, specification.find("```", first) - first)) ==
           by_hand;
  };
  CHECK(is_example("## 30 `refinement`", median_example()));
  CHECK(is_example("## 31 `distinct_risks`", two_minima()));
  CHECK(is_example("## 39 `nearby_minimum`", images_example()));
  CHECK(is_example("## 58 `smooth_zero_loss`", logistic_example()));
  CHECK(is_example("## 59 `two_piece_bound`", two_piece_example()));
  CHECK(is_example("## 34 `saddle`", saddle_example()));
  CHECK(is_example("## 36 `minimum_on_walls`", wall_example()));
  CHECK(is_example("## 42 `no_minimiser`", no_minimiser_example()));
  CHECK(is_example("## 43 `vanishing_risk`", vanishing_example()));
  CHECK(is_example("## 46 `parameter_cells`\n", six_cells()));
  CHECK(is_example("**Example of a box.**", nine_cells()));
  CHECK(is_example("## 50 `groups`", absolute_value()));
  CHECK(is_example("## 40 `trained_minimum`", tied_unit()));
  CHECK(is_example("## 54 `network_computes_form`", lattice_by_positive_parts()));
  CHECK(is_example("**Example with a carried unit.**", absolute_value_by_a_network()));
  CHECK(is_example("## 35 `escape`", escape_example()));
  CHECK(is_example("## 45 `cell_components`", two_valleys()));
  CHECK(is_example("## 47 `minima_off_walls`", three_samples()));
  CHECK(is_example("## 41 `trap`", trap_example()));
  CHECK(is_example("## 37 `minimum_in_pieces`", pieces_example()));
  CHECK(is_example("## 44 `family_of_minima`", family_example()));
  CHECK(is_example("## 48 `valleys_of_cells`", valleys_of_three_samples()));
  CHECK(is_example("## 38 `bottleneck_minimum`", bottleneck_example()));
  const Json theorem = Json::parse(verdict_of(example).theorem_json);
  const std::string in_one_line = std::regex_replace(specification, std::regex("\\s+"), " ");
  CHECK(in_one_line.find("data digest is `" + std::string(theorem["data"]["digest"]) + "`") !=
        std::string::npos);
  CHECK(in_one_line.find("statement digest `" + std::string(theorem["statement_digest"]) + "`") !=
        std::string::npos);
}

TEST_CASE("the specification lists the codes of the verifier", "[verifier]") {
  std::set<std::string> whole, suffixes;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(source / "src" / "verifier"))
    if (entry.path().extension() == ".cpp") {
      const std::string text = content(entry.path());
      whole.merge(matches(text, "\"(" + families + "\\.[a-z_]+)\""));
      suffixes.merge(matches(text, "(?:code \\+ |labelled\\.words\\()\"(\\.[a-z_]+)\""));
    }
  std::set<std::string> specified = matches(content(source / "certificates" / "SPECIFICATION.md"),
                                            "`(" + families + "\\.[a-z_]+)`");
  std::erase_if(specified, [](const std::string& code) {
    return (code.starts_with("statement.") && code != "statement.differs") ||
           code.ends_with(".hpp") || code.ends_with(".cpp");
  });
  std::erase_if(whole, [](const std::string& code) { return code.ends_with(".hpp"); });

  for (const std::string& code : whole) {
    INFO(code << " is not specified");
    CHECK(specified.contains(code));
  }
  for (const std::string& suffix : suffixes) { // of either network, or either tree of walls
    INFO(suffix << " is not specified");
    CHECK((specified.contains("local_minimum" + suffix) ||
           specified.contains("refinement" + suffix) ||
           (specified.contains("parameter_cells" + suffix) &&
            specified.contains("minima_off_walls" + suffix))));
  }
  for (const std::string& code : specified) {
    INFO(code << " is specified but never used");
    const std::string suffix = code.substr(code.find('.'));
    CHECK((whole.contains(code) || suffixes.contains(suffix)));
  }
  CHECK(specified.size() > 60);
}
