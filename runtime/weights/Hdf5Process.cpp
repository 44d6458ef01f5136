// Hdf5Process: starts resnetc-hdf5, reads its frames with a time limit, ends it.
#include "runtime/weights/Hdf5Process.h"
#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace resnetc {
namespace {

constexpr int slowDiskMilliseconds = 120'000;
/// A machine that swaps copies no slower than this.
constexpr int64_t slowBytesPerMillisecond = 32 << 10;

/// The program's own folder: the build folder and an installation keep the programs together.
std::string findReader(const std::string &given) {
  if (!given.empty())
    return given;
  char own[PATH_MAX];
  ssize_t length = ::readlink("/proc/self/exe", own, sizeof own);
  std::string path(own, length > 0 ? size_t(length) : 0);
  return path.substr(0, path.rfind('/') + 1) + "resnetc-hdf5";
}

int spawnReader(const std::string &program, const char *request, int input, int output, pid_t &child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  for (int signal : {SIGINT, SIGTERM, SIGPIPE, SIGXCPU})
    sigaddset(&usual, signal);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0); // a terminal's Ctrl-C is for the parent to obey
  char *arguments[] = {const_cast<char *>(program.c_str()), const_cast<char *>(request), nullptr};
  char *environment[] = {nullptr}; // HDF5_PLUGIN_PATH, LD_PRELOAD and the like end here
  int result = posix_spawn(&child, program.c_str(), &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

const char *argumentOf(Hdf5Request request) {
  switch (request) {
  case Hdf5Request::Describe:
    return "describe";
  case Hdf5Request::Read:
    return "read";
  case Hdf5Request::Write:
    break;
  }
  return "write";
}

/// Above 2, so that giving it to the child as 0 or 1 never overwrites another.
FileDescriptor aboveStandard(int number) { return FileDescriptor(::fcntl(number, F_DUPFD_CLOEXEC, 3)); }

} // namespace

Hdf5Process::Hdf5Process(const OpenOptions &given, std::string name) : options(given), path(std::move(name)) {}

Hdf5Process::~Hdf5Process() { collect(true); }

bool Hdf5Process::fail(const std::string &sentence, bool outsideWorld) {
  collect(true);
  failure = {path + ": " + sentence, outsideWorld || request == Hdf5Request::Write};
  return false;
}

void Hdf5Process::collect(bool kill) {
  if (child < 0)
    return;
  output.close(); // a child that still writes gets SIGPIPE
  if (kill)
    ::kill(child, SIGKILL);
  while (::waitpid(child, &waitStatus, 0) < 0 && errno == EINTR) {
  }
  child = -1;
}

bool Hdf5Process::start(Hdf5Request wanted, const FileDescriptor &given) {
  request = wanted;
  std::string program = findReader(options.hdf5Reader);
  struct stat status = {};
  ::fstat(given.number(), &status);
  inputBytes = status.st_size;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC))
    return fail(cannot() + "no pipe to resnetc-hdf5: " + std::strerror(errno), true);
  FileDescriptor firstRead(ends[0]), firstWrite(ends[1]);
  FileDescriptor input = aboveStandard(given.number()), write = aboveStandard(ends[1]);
  output = aboveStandard(ends[0]);
  if (input.number() < 0 || write.number() < 0 || output.number() < 0)
    return fail(cannot() + std::strerror(errno), true);
  pid_t started = -1;
  int result = spawnReader(program, argumentOf(request), input.number(), write.number(), started);
  if (result)
    return fail(cannot() + "the program for HDF5, " + program + ", cannot be started: " +
                    std::strerror(result),
                true);
  child = started;
  return true;
}

bool Hdf5Process::read(void *data, uint64_t bytes) {
  char *at = static_cast<char *>(data);
  while (bytes) {
    pollfd wait{output.number(), POLLIN, 0};
    int patience = options.stallMilliseconds + int(std::min<int64_t>(inputBytes / slowBytesPerMillisecond, 60'000));
    int ready = ::poll(&wait, 1, loaded ? patience : slowDiskMilliseconds);
    if (ready < 0 && errno == EINTR)
      continue;
    if (ready < 0)
      return fail(cannot() + "poll: " + std::strerror(errno), true);
    if (!ready)
      return fail(request == Hdf5Request::Write ? cannot() + "the program for HDF5 came to no end"
                                                : "is damaged or hostile: reading it as HDF5 came to no end");
    ssize_t got = ::read(output.number(), at, size_t(std::min<uint64_t>(bytes, 1u << 30)));
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return failByChildsEnd();
    at += got;
    bytes -= uint64_t(got);
  }
  return true;
}

bool Hdf5Process::failByChildsEnd() {
  collect(false);
  if (request == Hdf5Request::Write && WIFSIGNALED(waitStatus))
    return fail(cannot() + "the program for HDF5 crashed (" + ::strsignal(WTERMSIG(waitStatus)) + ")");
  if (WIFSIGNALED(waitStatus) && (WTERMSIG(waitStatus) == SIGXCPU || WTERMSIG(waitStatus) == SIGKILL))
    return fail("is damaged or hostile: reading it as HDF5 came to no end");
  if (WIFSIGNALED(waitStatus))
    return fail("is damaged or hostile: the HDF5 library crashed on it (" +
                std::string(::strsignal(WTERMSIG(waitStatus))) + "), in a process of its own");
  return fail(cannot() + "the program for HDF5 ended too early (exit " +
              std::to_string(WEXITSTATUS(waitStatus)) + ")");
}

bool Hdf5Process::expectFrame(hdf5::FrameKind wanted, hdf5::FrameHeader &header) {
  if (!read(&header, sizeof header))
    return false;
  if (header.mark != hdf5::FrameHeader::frameMark)
    return fail(cannot() + "the program for HDF5 wrote something else than weights");
  if (header.kind == hdf5::FrameKind::Refused && header.bytes <= 4096) {
    std::string sentence(size_t(header.bytes), '\0');
    if (!read(sentence.data(), header.bytes))
      return false;
    for (char &byte : sentence) // the child may have been taken over
      if (byte < 0x20 || byte > 0x7e)
        byte = '?';
    return fail(request == Hdf5Request::Write ? cannot() + sentence : sentence);
  }
  if (header.kind != wanted)
    return fail(cannot() + "the program for HDF5 wrote its answers in the wrong order");
  loaded = true;
  return true;
}

} // namespace resnetc
