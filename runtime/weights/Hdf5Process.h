// Hdf5Process: the parent's end of resnetc-hdf5. Whatever the child does (crash, hang,
// write garbage), this end gets a sentence, ends the child and lives on.
#pragma once
#include "runtime/weights/FileDescriptor.h"
#include "runtime/weights/WeightsFile.h"
#include "runtime/weights/hdf5/Frames.h"
#include <string>
#include <sys/types.h>

namespace resnetc {

enum class Hdf5Request { Describe, Read, Write };

class Hdf5Process {
public:
  Hdf5Process(const OpenOptions &options, std::string path);
  ~Hdf5Process(); ///< ends the child, if it still runs, and collects it

  /// Starts the child with `input` as its standard input: the file, or what to write
  /// (hdf5/WriteImage.h). All calls return false with error() set.
  bool start(Hdf5Request request, const FileDescriptor &input);
  /// The next frame's head. A Refused frame and any kind but `wanted` is a failure.
  bool expectFrame(hdf5::FrameKind wanted, hdf5::FrameHeader &header);
  /// The next `bytes` bytes of the frame.
  bool read(void *data, uint64_t bytes);
  /// Fails for a reason that the caller found in what the child sent.
  bool fail(const std::string &sentence, bool outsideWorld = false);

  const WeightsError &error() const { return failure; }

private:
  bool failByChildsEnd();
  /// What the child was to do, for sentences, and who is to blame: what it writes comes from us.
  std::string cannot() const { return request == Hdf5Request::Write ? "cannot be written: " : "cannot be read: "; }
  void collect(bool kill);

  OpenOptions options;
  std::string path;
  Hdf5Request request = Hdf5Request::Read;
  WeightsError failure;
  FileDescriptor output; // of the child
  pid_t child = -1;
  int waitStatus = 0;
  int64_t inputBytes = 0;
  bool loaded = false; // until then the child may wait for a slow disk
};

} // namespace resnetc
