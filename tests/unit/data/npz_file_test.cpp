// SPDX-License-Identifier: GPL-3.0-or-later
//
// Archives of arrays, stored and deflated, and every way of cutting and changing one: an error with
// its place, or arrays.

#include "data/npz_file.hpp"

#include "data/table_file.hpp"
#include "exact/error.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace thalweg;

namespace {

/// a = (1/2, −2), stored, and b = ((1, 2), (3, 4)), deflated, both float32.
constexpr std::string_view archive_in_hex =
    "504b03041400000000000000210087afebde580000005800000005000000612e6e7079934e554d5059010046007b"
    "276465736372273a20273c6634272c2027666f727472616e5f6f72646572273a2046616c73652c20277368617065"
    "273a2028322c292c207d2020202020202020202020200a0000003f000000c0504b030414000000080000002100a4"
    "12c684530000006000000005000000622e6e70799bec17ea1b10c9c8e0c650ad9e925a9c5ca46ea5a06e9366a2ae"
    "a3a09e965f54529498179f5f94920a12774bcc294e058a17672416a402f91a463a0a469a3a0ab50a70c0c5c0d060"
    "cfc0c0e0004440dce00000504b010214031400000000000000210087afebde580000005800000005000000000000"
    "0000000000800100000000612e6e7079504b0102140314000000080000002100a412c68453000000600000000500"
    "0000000000000000000080017b000000622e6e7079504b0506000000000200020066000000f10000000000";

std::string archive_bytes() {
  std::string bytes;
  for (std::size_t k = 0; k < archive_in_hex.size(); k += 2)
    bytes += static_cast<char>(std::stoi(std::string(archive_in_hex.substr(k, 2)), nullptr, 16));
  return bytes;
}

/// Arrays, a table, or an error of the input.
void read_in_all_ways(const std::string& bytes) {
  for (int way = 0; way < 3; ++way)
    try {
      if (way == 0)
        npz_arrays(bytes, "damaged.npz");
      else if (way == 1)
        npz_array(bytes, "b", "damaged.npz");
      else
        dataset_from_bytes(bytes, "damaged.npz", {"a"});
    } catch (const InputError&) {
    } catch (const Unsupported&) {
    } catch (const UsageError&) {
    } catch (const ResourceLimit&) {
    }
}

} // namespace

TEST_CASE("arrays of an archive", "[data]") {
  const std::string bytes = archive_bytes();
  CHECK(is_archive(bytes));
  const std::vector<NamedArray> arrays = npz_arrays(bytes, "a.npz");
  REQUIRE(arrays.size() == 2);
  CHECK(arrays[0].name == "a");
  CHECK(arrays[0].array.values == Vector{Rational(1, 2), -2});
  CHECK(arrays[1].name == "b");
  CHECK(arrays[1].array.shape == std::vector<std::size_t>{2, 2});
  CHECK(npz_array(bytes, "b", "a.npz").values == Vector{1, 2, 3, 4});
  CHECK_THROWS_WITH(npz_array(bytes, "c", "a.npz"), "a.npz: expected an array c, found a, b");
}

TEST_CASE("an archive as a table", "[data]") {
  const Dataset data = dataset_from_bytes(archive_bytes(), "a.npz", {"a"});
  CHECK(data.columns == std::vector<std::string>{"a", "b1", "b2"});
  CHECK(data.target_columns == std::vector<std::size_t>{0});
  CHECK(data.inputs == std::vector<Vector>{{1, 2}, {3, 4}});
  CHECK(data.targets == std::vector<Vector>{{Rational(1, 2)}, {-2}});
  CHECK(dataset_from_bytes(archive_bytes(), "a.npz", {}).target_columns ==
        std::vector<std::size_t>{2});
  CHECK(dataset_from_bytes(archive_bytes(), "a.npz", {"b"}).target_dimension() == 2);
}

TEST_CASE("damaged archives are refused", "[data]") {
  const std::string bytes = archive_bytes();
  for (std::size_t length = 0; length < bytes.size(); ++length)
    read_in_all_ways(bytes.substr(0, length));
  std::mt19937 random(4);
  for (int round = 0; round < 3000; ++round) {
    std::string damaged = bytes;
    for (std::size_t count = 1 + random() % 3; count > 0; --count)
      damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    read_in_all_ways(damaged);
  }
  CHECK_THROWS_AS(npz_arrays(bytes.substr(0, 200), "a.npz"), InputError);
  std::string wrong_sum = bytes;
  wrong_sum[wrong_sum.find("\x93NUMPY") + 80] ^= 1; // a number, which its check sum does not fit
  CHECK_THROWS_AS(npz_arrays(wrong_sum, "a.npz"), InputError);
}
