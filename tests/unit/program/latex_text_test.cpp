// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/latex_text.hpp"
#include "program/titled_sections.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

TEST_CASE("numbers as LaTeX", "[program]") {
  CHECK(latex_text("r = 3/2500 (0.0012).") == "r = \\ensuremath{\\frac{3}{2500}} (0.0012).");
  CHECK(latex_text("-3/4") == "\\ensuremath{-\\frac{3}{4}}");
  CHECK(latex_text("1-5-3-2-1, 2.5e-07 and -2") ==
        "1-5-3-2-1, \\ensuremath{2.5\\cdot10^{-7}} and \\ensuremath{-2}");
  CHECK(latex_number("1e+00") == "\\ensuremath{1\\cdot10^{0}}");
  CHECK(latex_text("fig1b-3/4") == "fig1b-\\ensuremath{\\frac{3}{4}}");
}

TEST_CASE("long fractions keep their decimals", "[program]") {
  CHECK(latex_text("R = 123456789012/123456789013 (≈ 0.999) <") ==
        "R \\ensuremath{\\approx} 0.999 \\ensuremath{<}");
  CHECK(latex_text("123456789012/123456789013 (0.999)") == "\\ensuremath{\\approx} 0.999");
  CHECK(latex_text("123456789012/123456789013 (exact)") ==
        "12345678\\allowbreak{}9012/\\allowbreak{}12345678\\allowbreak{}9013 (exact)");
}

TEST_CASE("names, indices and powers", "[program]") {
  CHECK(latex_text("d_x, y_io, W_c") ==
        "\\ensuremath{d_{x}}, \\ensuremath{y_{io}}, \\ensuremath{W_{c}}");
  CHECK(latex_text("y_{i,o}") == "\\ensuremath{y_{\\mbox{\\scriptsize i,o}}}");
  CHECK(latex_text("Σ_i max_r min_{j in row r}") ==
        "\\ensuremath{\\Sigma}\\textsubscript{i} max\\textsubscript{r} "
        "min\\textsubscript{j in row r}");
  CHECK(latex_text("leaky_relu") == "leaky\\_relu");
  CHECK(latex_text("ε^2, R^d, 2^128, ^") ==
        "\\ensuremath{\\varepsilon}\\textsuperscript{2}, R\\textsuperscript{d}, "
        "2\\textsuperscript{128}, \\textasciicircum{}");
  CHECK(latex_text("ȳ r\u0304") == "\\ensuremath{\\bar y} \\ensuremath{\\bar r}");
  CHECK(latex_text("0123456789abcdef0123456789abcdef") ==
        "01234567\\allowbreak{}89abcdef\\allowbreak{}01234567\\allowbreak{}89abcdef");
}

TEST_CASE("texts of strangers stay texts", "[program]") {
  CHECK(latex_text("\\input{x} 100 % & #1 $ ~ {_") ==
        "\\textbackslash{}input\\{x\\} 100 \\% \\& \\#1 \\$ \\textasciitilde{} \\{\\_");
  CHECK(latex_text("雪\n\x01!") == "?  !");
  CHECK(latex_text("") == "");
  CHECK(latex_text("_ x_ y_{") == "\\_ x\\_ y\\_\\{");
}

TEST_CASE("an explanation in its sections", "[program]") {
  const auto sections =
      titled_sections("about the file\n\nThe data\n3 samples\nand more.\n  a: 1\n  b: 2\nend\n\n"
                      "Last\n");
  REQUIRE(sections.size() == 2);
  CHECK(sections[0].title == "The data");
  REQUIRE(sections[0].blocks.size() == 4);
  CHECK(sections[0].blocks[0].text == "3 samples and more.");
  CHECK(sections[0].blocks[2].is_item);
  CHECK(sections[0].blocks[2].text == "b: 2");
  CHECK(sections[0].blocks[3].text == "end");
  CHECK(sections[1].blocks.empty());
  CHECK(titled_sections("only a line").empty());
}
