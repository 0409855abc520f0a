// SPDX-License-Identifier: Apache-2.0
//
// The verifier as a WebAssembly module: texts in, one JSON object out. Whoever calls takes room,
// writes texts into it, and reads the answer before the module is thrown away: an instance serves
// one verification.

#include "answer.hpp"
#include "text/text.hpp"

#include <cstdlib>

extern "C" int mallopt(int parameter, int value); // of Emscripten's allocator

namespace thalweg::verifier {

namespace {

/// A module of 32 bits has 4 GB; what is not counted has its part.
constexpr std::uint64_t memory_of_a_module = std::uint64_t{3} << 29;

/// The memory of the module grows by so much at a time: after each step engines look for garbage.
constexpr int bytes_in_a_step = 16 << 20;
constexpr int granularity_parameter = -2;
[[maybe_unused]] const int granularity = mallopt(granularity_parameter, bytes_in_a_step);

std::string answer;

} // namespace

} // namespace thalweg::verifier

extern "C" {

/// Room for so many bytes; 0 if there is none.
char* thalweg_room(std::size_t size) {
  return static_cast<char*>(std::malloc(size));
}

/// Verifies; the answer has so many bytes. `has_data`: is there a table that the samples must be
/// equal to? `max_seconds`: 0 is no limit. `keeps_checks`: is the answer to have what was compared?
std::size_t thalweg_verify(const char* certificate, std::size_t size, const char* data,
                           std::size_t data_size, int has_data, unsigned max_seconds,
                           int keeps_checks) {
  using namespace thalweg::verifier;
  Options options;
  options.limits.max_memory = memory_of_a_module;
  options.limits.max_seconds = max_seconds;
  options.keeps_checks = keeps_checks != 0;
  if (has_data != 0)
    options.data_csv = std::string(data, data_size);
  const Outcome outcome = verify(std::string_view(certificate, size), options);
  answer = "{" + outcome_members(outcome) + ",\"summary\":" + json_literal(verdict_line(outcome)) +
           ",\"words\":" + json_literal(outcome.theorem) + "}";
  return answer.size();
}

const char* thalweg_answer() {
  return thalweg::verifier::answer.data();
}
}
