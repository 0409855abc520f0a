// SPDX-License-Identifier: GPL-3.0-or-later

#include "program/failure.hpp"

#include "exact/error.hpp"

#include <new>
#include <system_error>

namespace thalweg {

Failure current_failure() {
  const auto failure = [](ExitCode code, const std::exception& error) {
    return Failure{static_cast<int>(code), error.what()};
  };
  try {
    throw;
  } catch (const InputError& error) {
    return failure(ExitCode::malformed_input, error);
  } catch (const ClaimError& error) {
    return failure(ExitCode::claim_does_not_hold, error);
  } catch (const Unsupported& error) {
    return failure(ExitCode::unsupported, error);
  } catch (const ResourceLimit& error) {
    return failure(ExitCode::resource_limit, error);
  } catch (const UsageError& error) {
    return failure(ExitCode::usage_or_file, error);
  } catch (const std::bad_alloc&) {
    return {static_cast<int>(ExitCode::resource_limit), "memory: expected more, found none"};
  } catch (const std::system_error& error) {
    if (error.code() == std::errc::resource_unavailable_try_again)
      return {static_cast<int>(ExitCode::resource_limit), "threads: expected one more, found none"};
    return {internal_error_code, error.what()};
  } catch (const std::exception& error) {
    return {internal_error_code, error.what()};
  }
}

void throw_failure(const Failure& failure) {
  if (failure.exit_code == internal_error_code)
    throw InternalError(failure.message);
  switch (static_cast<ExitCode>(failure.exit_code)) {
  case ExitCode::malformed_input:
    throw InputError(failure.message);
  case ExitCode::claim_does_not_hold:
    throw ClaimError(failure.message);
  case ExitCode::unsupported:
    throw Unsupported(failure.message);
  case ExitCode::resource_limit:
    throw ResourceLimit(failure.message);
  case ExitCode::usage_or_file:
    throw UsageError(failure.message);
  case ExitCode::done:
  case ExitCode::undecided:
    break;
  }
  throw InternalError("failure: an exit code that no exception has");
}

} // namespace thalweg
