// What a machine does to the programs on it, switched while they run: a disk that is full or fails, and a clock that is wrong. Loaded before libc
// (LD_PRELOAD). The switches are a file that every program of the machine maps: what the disk answers (an errno, or 0) and by how many
// nanoseconds the clock is off. Only the system's clock is moved: time that passes, passes as before. The disk holds every file, or those under
// MACHINE_DISK: a JVM whose own jars cannot be read ends by that alone. What is written to memory that is mapped from a file passes by here unseen.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct switches {
  volatile int64_t disk, clock;
};
static struct switches well;
static const struct switches *machine = &well;
static const char *disk;

__attribute__((constructor)) static void join(void) {
  const char *path = getenv("MACHINE_SWITCHES");
  int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *mapped = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof well, PROT_READ, MAP_SHARED, fd, 0);
  if (fd >= 0) close(fd);
  if (mapped != MAP_FAILED) machine = mapped;
  disk = getenv("MACHINE_DISK");
}

#define NEXT(name) \
  static __typeof__(&name) next; \
  if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static int on_the_disk(int fd) {
  if (!disk) return 1;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path);
  size_t prefix = strlen(disk);
  return length > (ssize_t)prefix && !memcmp(path, disk, prefix) && path[prefix] == '/';
}

// A full disk keeps what it has and refuses what makes a file longer; one that fails refuses everything.
#define ROOM 3000
static _Atomic int64_t room = ROOM;

static int refused(int fd, off_t end) {
  int fault = (int)machine->disk;
  struct stat file;
  if (fault != ENOSPC && room != ROOM) room = ROOM;
  if (!fault || fstat(fd, &file) || !S_ISREG(file.st_mode) || !on_the_disk(fd)) return 0;
  if (fault == ENOSPC && end <= file.st_size) return 0;
  errno = fault;
  return 1;
}
// The last of the room is given away: what is written then is written in part.
static size_t some_of(size_t n) {
  if (errno != ENOSPC) return 0;
  int64_t had = atomic_exchange(&room, 0);
  if (had <= (int64_t)n) return had;
  atomic_fetch_add(&room, had - n);
  return n;
}
static off_t total(const struct iovec *parts, int count) {
  off_t bytes = 0;
  for (int i = 0; i < count; i++) bytes += parts[i].iov_len;
  return bytes;
}
static off_t end_of(int fd) {
  return lseek(fd, 0, SEEK_CUR);
}

#define WRITES(result, name, parameters, arguments, end) \
  result name parameters { \
    NEXT(name); \
    return refused(fd, end) ? (result)-1 : next arguments; \
  }
#define WRITES_SOME(name, parameters, arguments, end) \
  ssize_t name parameters { \
    NEXT(name); \
    if (refused(fd, end) && !(n = some_of(n))) return -1; \
    return next arguments; \
  }
WRITES_SOME(write, (int fd, const void *from, size_t n), (fd, from, n), end_of(fd) + (off_t)n)
WRITES(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n), end_of(fd) + total(v, n))
WRITES_SOME(pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at), at + (off_t)n)
WRITES_SOME(pwrite64, (int fd, const void *from, size_t n, off64_t at), (fd, from, n, at), at + (off_t)n)
WRITES(ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at), at + total(v, n))
WRITES(ssize_t, pwritev64, (int fd, const struct iovec *v, int n, off64_t at), (fd, v, n, at), at + total(v, n))
WRITES(int, fallocate, (int fd, int mode, off_t at, off_t n), (fd, mode, at, n), at + n)
WRITES(int, fallocate64, (int fd, int mode, off64_t at, off64_t n), (fd, mode, at, n), at + n)
// Nothing is made longer by these: they fail only where the disk does.
WRITES(int, fsync, (int fd), (fd), 0)
WRITES(int, fdatasync, (int fd), (fd), 0)
WRITES(ssize_t, pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at), 0)
WRITES(ssize_t, pread64, (int fd, void *to, size_t n, off64_t at), (fd, to, n, at), 0)
WRITES(ssize_t, preadv, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at), 0)
WRITES(ssize_t, preadv64, (int fd, const struct iovec *v, int n, off64_t at), (fd, v, n, at), 0)
WRITES(int, ftruncate, (int fd, off_t n), (fd, n), 0)
WRITES(int, ftruncate64, (int fd, off64_t n), (fd, n), 0)
WRITES(ssize_t, sendfile, (int to, int fd, off_t *at, size_t n), (to, fd, at, n), 0)
WRITES(ssize_t, sendfile64, (int to, int fd, off64_t *at, size_t n), (to, fd, at, n), 0)

// Programs and settings are read so too, and those lie elsewhere.
ssize_t read(int fd, void *to, size_t n) {
  NEXT(read);
  return disk && refused(fd, 0) ? -1 : next(fd, to, n);
}

// Answers the errno itself.
int posix_fallocate(int fd, off_t at, off_t n) {
  NEXT(posix_fallocate);
  return refused(fd, at + n) ? errno : next(fd, at, n);
}
int posix_fallocate64(int fd, off64_t at, off64_t n) {
  NEXT(posix_fallocate64);
  return refused(fd, at + n) ? errno : next(fd, at, n);
}

#define SECOND 1000000000LL

static void move(struct timespec *t) {
  int64_t ns = t->tv_sec * SECOND + t->tv_nsec + machine->clock;
  t->tv_sec = ns / SECOND;
  t->tv_nsec = ns % SECOND;
}

int clock_gettime(clockid_t which, struct timespec *t) {
  NEXT(clock_gettime);
  int answer = next(which, t);
  if (answer == 0 && machine->clock && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE)) move(t);
  return answer;
}
int gettimeofday(struct timeval *restrict t, void *restrict zone) {
  struct timespec now;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &now);
  t->tv_sec = now.tv_sec;
  t->tv_usec = now.tv_nsec / 1000;
  return 0;
}
time_t time(time_t *to) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (to) *to = now.tv_sec;
  return now.tv_sec;
}
