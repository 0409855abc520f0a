// SPDX-License-Identifier: GPL-3.0-or-later
//
// A disk that fails: reads of files whose path contains FAILING_NAME fail with EIO after
// FAILING_AFTER bytes. cc -shared -fPIC -o read_error.so read_error.c -ldl; then LD_PRELOAD.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_failing(int file) {
  const char* const name = getenv("FAILING_NAME");
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0 || name == NULL)
    return 0;
  path[length] = '\0';
  return strstr(path, name) != NULL;
}

ssize_t read(int file, void* bytes, size_t count) {
  static long done = 0;
  ssize_t (*const system_read)(int, void*, size_t) =
      (ssize_t(*)(int, void*, size_t))dlsym(RTLD_NEXT, "read");
  if (!is_failing(file))
    return system_read(file, bytes, count);
  const long left = atol(getenv("FAILING_AFTER")) - done;
  if (left <= 0) {
    errno = EIO;
    return -1;
  }
  const ssize_t result = system_read(file, bytes, (long)count < left ? count : (size_t)left);
  done += result > 0 ? result : 0;
  return result;
}
