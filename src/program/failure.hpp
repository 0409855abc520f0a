// SPDX-License-Identifier: GPL-3.0-or-later
//
// Errors as values: an exception, its exit code (one meaning each, see exact/error.hpp; 70 means
// that we have a bug), and back.

#pragma once

#include <string>

namespace thalweg {

inline constexpr int internal_error_code = 70;

struct Failure {
  int exit_code = internal_error_code;
  std::string message;
};

/// Of the exception that is being handled, a std::exception.
Failure current_failure();

/// Throws the exception that has this exit code and message.
[[noreturn]] void throw_failure(const Failure& failure);

} // namespace thalweg
