// SPDX-License-Identifier: GPL-3.0-or-later
//
// Windows by hand. Shapes have a channel in front.

#include "network/sliding_window.hpp"

#include "exact/error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;

namespace {

using Entries = std::vector<WindowEntry>;

std::string message(const SlidingWindow& window, const Shape& input_shape) {
  try {
    output_sizes(completed(window, input_shape, "net /l", "kernel"), input_shape, "net /l",
                 "kernel");
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

} // namespace

TEST_CASE("windows on one axis read what the formula says", "[network]") {
  // size 5, window 3, dilation 2, padding 1, stride 2: ⌊(5 + 2 − 4 − 1)/2⌋ + 1 = 2 positions;
  // position 0 reads −1, 1, 3, position 1 reads 1, 3, 5: the offsets 1, 2 and 0, 1 are real.
  const SlidingWindow window{{3}, {2}, {1}, {2}};
  CHECK(output_sizes(window, {1, 5}, "", "") == Shape{2});
  CHECK(window_entries(window, {1, 5}, {1, 2}, 0) == Entries{{1, 1}, {2, 3}});
  CHECK(window_entries(window, {1, 5}, {1, 2}, 1) == Entries{{0, 1}, {1, 3}});
  CHECK(entry_count(window, {1, 5}, {1, 2}, 100) == 4);
  CHECK(entry_count(window, {1, 5}, {1, 2}, 3) == 4); // limit + 1
}

TEST_CASE("windows may see nothing but padding", "[network]") {
  // size 1, window 1, padding 2: 5 positions, only the middle one is real.
  const SlidingWindow window{{1}, {1}, {2}, {1}};
  CHECK(output_sizes(window, {1, 1}, "", "") == Shape{5});
  for (std::size_t p = 0; p < 5; ++p)
    CHECK(window_entries(window, {1, 1}, {1, 5}, p) == (p == 2 ? Entries{{0, 0}} : Entries{}));
  CHECK(entry_count(window, {1, 1}, {1, 5}, 100) == 1);
  // dilation jumps over the whole input: −1 and 1 of size 1
  const SlidingWindow wide{{2}, {1}, {1}, {2}};
  CHECK(output_sizes(wide, {1, 1}, "", "") == Shape{1});
  CHECK(window_entries(wide, {1, 1}, {1, 1}, 0).empty());
}

TEST_CASE("windows on two axes are products of those on one", "[network]") {
  // 3×4 input, window 2×2, stride 1×2, padding 1×0: 4×2 positions. Position (0, 1) is rows −1, 0
  // and columns 2, 3; position (3, 0) is rows 2, 3 and columns 0, 1.
  const SlidingWindow window{{2, 2}, {1, 2}, {1, 0}, {1, 1}};
  CHECK(output_sizes(window, {7, 3, 4}, "", "") == Shape{4, 2});
  CHECK(window_entries(window, {7, 3, 4}, {9, 4, 2}, 1) == Entries{{2, 2}, {3, 3}});
  CHECK(window_entries(window, {7, 3, 4}, {9, 4, 2}, 6) == Entries{{0, 8}, {1, 9}});
  CHECK(window_entries(window, {7, 3, 4}, {9, 4, 2}, 3) == Entries{{0, 2}, {1, 3}, {2, 6}, {3, 7}});
  // rows: 1 + 2 + 2 + 1, columns: 2 + 2
  CHECK(entry_count(window, {7, 3, 4}, {9, 4, 2}, 100) == 24);
}

TEST_CASE("missing members are filled in", "[network]") {
  CHECK(completed({.size = {2, 3}}, {1, 5, 5}, "", "kernel") ==
        SlidingWindow{{2, 3}, {1, 1}, {0, 0}, {1, 1}});
}

TEST_CASE("windows that do not fit are named", "[network]") {
  CHECK(message({.size = {5}, .padding = {1}}, {1, 3}) == "none");
  CHECK(message({.size = {6}, .padding = {1}}, {1, 3}) ==
        "net /l/kernel/0: expected a window over at most 5 entries (input and padding), found one "
        "over 6");
  CHECK(message({.size = {1, 3}, .dilation = {1, 2}}, {1, 1, 4}) ==
        "net /l/kernel/1: expected a window over at most 4 entries (input and padding), found one "
        "over 5");
  CHECK(message({.size = {2}}, {4}) ==
        "net /l: expected channels × width or channels × height × width before this layer, found 4 "
        "→ give the network an input_shape");
  CHECK(message({.size = {2}}, {1, 4, 4}) ==
        "net /l/kernel: expected 2 numbers (one for each spatial axis of the shape 1×4×4), found "
        "1");
  CHECK(message({.size = {2}, .stride = {1, 1}}, {1, 4}) ==
        "net /l/stride: expected 1 number (one for each spatial axis of the shape 1×4), found 2");
  CHECK(message({.size = {0}}, {1, 4}) ==
        "net /l/kernel/0: expected a number from 1 to 1000000000, found 0");
  CHECK(message({.size = {1, 1}, .stride = {1, 0}}, {1, 4, 4}) ==
        "net /l/stride/1: expected a number from 1 to 1000000000, found 0");
  CHECK(message({.size = {1}, .dilation = {0}}, {1, 4}) ==
        "net /l/dilation/0: expected a number from 1 to 1000000000, found 0");
  CHECK(message({.size = {1}, .padding = {1000000001}}, {1, 4}) ==
        "net /l/padding/0: expected a number from 0 to 1000000000, found 1000000001");
  CHECK(message({.size = {1000000000}, .dilation = {1000000000}}, {1, 4}) ==
        "net /l/kernel/0: expected a window over at most 4 entries (input and padding), found one "
        "over 999999999000000001");
}

TEST_CASE("volumes saturate", "[network]") {
  const std::size_t huge = ~std::size_t(0);
  CHECK(limited_volume({3, 4}, 12) == 12);
  CHECK(limited_volume({3, 4}, 11) == 12);
  CHECK(limited_volume({3, 40}, 11) == 12);
  CHECK(limited_volume({huge, huge}, 1000) == 1001);
  CHECK(limited_volume({huge, 0}, 1000) == 0);
  CHECK(limited_volume({0, huge}, 1000) == 0);
  CHECK(limited_volume({}, 1000) == 1);
}
