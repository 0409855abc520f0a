// SPDX-License-Identifier: GPL-3.0-or-later
//
// From left to right: a number, an indexed letter, a power, a long word, or a character.

#include "program/latex_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace thalweg {

namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

/// Symbols of our sentences. A letter with a bar comes before the letter.
constexpr std::array<Replacement, 34> symbols = {
    {{"≈", "\\approx"}, {"−", "-"},         {"≥", "\\geq"},        {"≤", "\\leq"},
     {"‖", "\\Vert"},   {"Σ", "\\Sigma"},   {"²", "^2"},           {"³", "^3"},
     {"Ω", "\\Omega"},  {"·", "\\cdot"},    {"ε", "\\varepsilon"}, {"η", "\\eta"},
     {"×", "\\times"},  {"ℓ", "\\ell"},     {"Λ", "\\Lambda"},     {"½", "\\frac12"},
     {"∇", "\\nabla"},  {"ξ", "\\xi"},      {"ȳ", "\\bar y"},      {"β", "\\beta"},
     {"δ", "\\delta"},  {"λ", "\\lambda"},  {"π", "\\pi"},         {"θ", "\\theta"},
     {"μ", "\\mu"},     {"∈", "\\in"},      {"≠", "\\neq"},        {"→", "\\to"},
     {"↦", "\\mapsto"}, {"∂", "\\partial"}, {"√", "\\surd"},       {"α", "\\alpha"},
     {"∞", "\\infty"},  {"≻", "\\succ"}}};

constexpr std::array<Replacement, 17> characters = {{{"\\", "\\textbackslash{}"},
                                                     {"{", "\\{"},
                                                     {"}", "\\}"},
                                                     {"#", "\\#"},
                                                     {"$", "\\$"},
                                                     {"%", "\\%"},
                                                     {"&", "\\&"},
                                                     {"_", "\\_"},
                                                     {"~", "\\textasciitilde{}"},
                                                     {"^", "\\textasciicircum{}"},
                                                     {"<", "\\ensuremath{<}"},
                                                     {">", "\\ensuremath{>}"},
                                                     {"|", "\\ensuremath{|}"},
                                                     {"\"", "''"},
                                                     {"…", "\\dots{}"},
                                                     {"–", "--"},
                                                     {"—", "---"}}};

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view word_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
constexpr std::string_view macron = "\u0304"; ///< combining, behind its letter
constexpr std::size_t longest_word = 24;

bool is_one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

/// The first characters of the text that are in `set`.
std::string_view leading(std::string_view text, std::string_view set) {
  return text.substr(0, text.find_first_not_of(set));
}

std::string formula(std::string_view inside) {
  return "\\ensuremath{" + std::string(inside) + "}";
}

/// Words that may be broken after every eighth character.
std::string breakable(std::string_view word) {
  std::string result;
  for (std::size_t i = 0; i < word.size(); i += 8)
    result += (i == 0 ? "" : "\\allowbreak{}") + std::string(word.substr(i, 8));
  return result;
}

/// A fraction at the beginning of the text, else a decimal, an integer, or nothing.
std::string_view leading_number(std::string_view text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  std::size_t end = sign + leading(text.substr(sign), digits).size();
  if (end == sign)
    return {};
  const auto more_digits = [&](std::size_t from) {
    return leading(text.substr(std::min(from, text.size())), digits).size();
  };
  if (text.substr(end).starts_with('/') && more_digits(end + 1) > 0)
    return text.substr(0, end + 1 + more_digits(end + 1));
  if (text.substr(end).starts_with('.') && more_digits(end + 1) > 0)
    end += 1 + more_digits(end + 1);
  if (text.substr(end).starts_with('e')) {
    const std::size_t exponent_sign = text.find_first_of("+-", end + 1) == end + 1 ? 1 : 0;
    if (const std::size_t count = more_digits(end + 1 + exponent_sign))
      end += 1 + exponent_sign + count;
  }
  return text.substr(0, end);
}

/// "x_i" or "y_{i,o}": one letter with an index.
std::string_view leading_indexed_letter(std::string_view text) {
  if (text.size() < 3 || !is_one_of(text[0], letters) || text[1] != '_')
    return {};
  if (text[2] == '{') {
    const std::size_t close = text.find('}');
    return close == std::string_view::npos || close > 12 ? std::string_view()
                                                         : text.substr(0, close + 1);
  }
  const std::size_t size = leading(text.substr(2), word_characters).size();
  return size == 0 ? std::string_view() : text.substr(0, 2 + size);
}

/// The writer: what is taken from the text is appended to the result.
class LatexWriter {
public:
  explicit LatexWriter(std::string_view text) : rest_(text) {}

  std::string written() {
    while (!rest_.empty())
      if (!(is_at_word_start() && (takes_number() || takes_indexed_letter() || takes_word())) &&
          !takes_power() && !takes_index() && !takes_barred_letter())
        take_character();
    return std::move(result_);
  }

private:
  bool is_at_word_start() const { return !is_one_of(last_, word_characters); }

  void take(std::size_t size, const std::string& latex) {
    last_ = rest_[size - 1];
    rest_.remove_prefix(size);
    result_ += latex;
  }

  bool takes_number() {
    const std::string_view number = leading_number(rest_);
    if (number.empty() || is_one_of(last_, "./^") ||
        (number[0] == '-' && last_ != ' ' && last_ != '('))
      return false;
    const std::string_view behind = rest_.substr(number.size());
    if (!behind.empty() && is_one_of(behind[0], word_characters))
      return false;
    if (number.find('/') != std::string_view::npos && number.size() > longest_shown_fraction) {
      for (const std::string_view opening : {" (≈ ", " ("}) {
        if (!behind.starts_with(opening))
          continue;
        const std::string_view decimal = leading_number(behind.substr(opening.size()));
        const std::size_t size = number.size() + opening.size() + decimal.size() + 1;
        if (decimal.empty() || rest_.substr(0, size).back() != ')')
          continue;
        if (result_.ends_with("= "))
          result_.resize(result_.size() - 2);
        take(size, formula("\\approx") + " " + latex_number(decimal));
        return true;
      }
    }
    take(number.size(), latex_number(number));
    return true;
  }

  bool takes_indexed_letter() {
    const std::string_view name = leading_indexed_letter(rest_);
    if (name.empty())
      return false;
    std::string_view index = name.substr(2);
    if (index.starts_with('{'))
      index = index.substr(1, index.size() - 2);
    const bool is_plain = leading(index, word_characters).size() == index.size() &&
                          index.find('_') == std::string_view::npos;
    take(name.size(), formula(std::string(1, name[0]) + "_{" +
                              (is_plain ? std::string(index)
                                        : "\\mbox{\\scriptsize " + latex_text(index) + "}") +
                              "}"));
    return true;
  }

  bool takes_word() {
    const std::string_view word = leading(rest_, word_characters);
    if (word.size() <= longest_word || word.find('_') != std::string_view::npos)
      return false;
    take(word.size(), breakable(word));
    return true;
  }

  /// "^2", "^128", "^d"
  bool takes_power() {
    if (!rest_.starts_with('^'))
      return false;
    const std::string_view number = leading(rest_.substr(1), digits);
    const std::size_t size =
        number.empty() ? leading(rest_.substr(1, 1), letters).size() : number.size();
    if (size == 0)
      return false;
    take(1 + size, "\\textsuperscript{" + std::string(rest_.substr(1, size)) + "}");
    return true;
  }

  /// "_i" behind a sign or a word, "_{j in row r}"; "hard_tanh" is a word.
  bool takes_index() {
    if (!rest_.starts_with('_'))
      return false;
    std::string_view index = rest_.substr(1, 1);
    std::size_t size = 2;
    if (index == "{") {
      size = rest_.find('}');
      if (size == std::string_view::npos)
        return false;
      index = rest_.substr(2, size++ - 2);
    } else if (leading(rest_.substr(1), word_characters).size() != 1 || index == "_") {
      return false;
    }
    take(size, "\\textsubscript{" + latex_text(index) + "}");
    return true;
  }

  bool takes_barred_letter() {
    if (!is_one_of(rest_[0], letters) || !rest_.substr(1).starts_with(macron))
      return false;
    take(1 + macron.size(), formula("\\bar " + std::string(1, rest_[0])));
    return true;
  }

  void take_character() {
    for (const auto& [symbol, latex] : symbols)
      if (rest_.starts_with(symbol))
        return take(symbol.size(), formula(latex));
    for (const auto& [character, latex] : characters)
      if (rest_.starts_with(character))
        return take(character.size(), std::string(latex));
    if (static_cast<unsigned char>(rest_[0]) < 0x80)
      return take(1, std::string(1, rest_[0] < ' ' ? ' ' : rest_[0]));
    std::size_t size = 1; // one character of UTF-8
    while (size < rest_.size() && (static_cast<unsigned char>(rest_[size]) & 0xC0) == 0x80)
      ++size;
    take(size, "?");
  }

  std::string_view rest_;
  std::string result_;
  char last_ = ' '; ///< the character before the rest
};

} // namespace

std::string latex_text(std::string_view text) {
  return LatexWriter(text).written();
}

std::string latex_number(std::string_view number) {
  if (const std::size_t slash = number.find('/'); slash != std::string_view::npos) {
    const std::string_view above = number.substr(0, slash), below = number.substr(slash + 1);
    if (number.size() > longest_shown_fraction)
      return breakable(above) + "/\\allowbreak{}" + breakable(below);
    const bool is_negative = above.starts_with('-');
    return formula((is_negative ? "-" : "") + ("\\frac{" + std::string(above.substr(is_negative))) +
                   "}{" + std::string(below) + "}");
  }
  if (const std::size_t e = number.find('e'); e != std::string_view::npos) {
    std::string_view exponent = number.substr(e + 1);
    const bool is_negative = exponent.starts_with('-');
    exponent = exponent.substr(std::min(exponent.find_first_of("123456789"), exponent.size() - 1));
    return formula(std::string(number.substr(0, e)) + "\\cdot10^{" + (is_negative ? "-" : "") +
                   std::string(exponent) + "}");
  }
  if (number.starts_with('-'))
    return formula(number);
  return number.size() > longest_word ? breakable(number) : std::string(number);
}

} // namespace thalweg
