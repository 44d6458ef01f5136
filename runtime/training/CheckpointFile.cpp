// CheckpointFile: see CheckpointFile.h.
#include "runtime/training/CheckpointFile.h"
#include "runtime/images/PrintableName.h"
#include "runtime/training/Checksum.h"
#include "runtime/training/WritePieces.h"
#include <cerrno>
#include <cstring>
#include <fstream>
#include <new>

namespace fs = std::filesystem;

namespace resnetc {
namespace {

struct Header {
  char magic[8];
  uint32_t version, zero;
  uint64_t parameterFloats, optimizerFloats, stateBytes;
  char specHash[64], libraryHash[64];
};
static_assert(sizeof(Header) == 168, "the file's layout has no gaps");
constexpr char magic[] = "RNCCKPT\n";
constexpr uint64_t most = uint64_t(1) << 40; // of any part: keeps the sums below from overflowing

void putHash(const std::string &hash, char (&field)[64]) {
  std::memset(field, 0, sizeof field);
  hash.copy(field, sizeof field);
}

std::string getHash(const char (&field)[64]) { return {field, strnlen(field, sizeof field)}; }

template <class Floats> std::string_view bytesOf(const Floats *data, size_t count) {
  return {reinterpret_cast<const char *>(data), count * sizeof(Floats)};
}

/// A phrase if these cannot be the first bytes of a whole checkpoint of this size.
std::string checkHeader(const Header &header, uint64_t fileBytes) {
  if (std::memcmp(header.magic, magic, sizeof header.magic) != 0)
    return "not a checkpoint by its first bytes";
  if (header.version != 1)
    return "a checkpoint of version " + std::to_string(header.version) + ", this program reads 1";
  if (header.parameterFloats > most || header.optimizerFloats > most || header.stateBytes > most)
    return "damaged (its header claims more than any memory)";
  uint64_t want = sizeof(Header) + 4 * (header.parameterFloats + header.optimizerFloats) + header.stateBytes +
                  sizeof(Checksum::Bytes);
  if (want != fileBytes)
    return (fileBytes < want ? "cut short: " : "damaged: ") + std::to_string(fileBytes) + " of " +
           std::to_string(want) + " bytes";
  return "";
}

std::string readParts(std::istream &stream, const Header &header, Checkpoint &checkpoint) {
  checkpoint.parameters.resize(header.parameterFloats);
  checkpoint.optimizer.resize(header.optimizerFloats);
  std::string state(header.stateBytes, '\0');
  Checksum::Bytes footer;
  auto read = [&](void *to, size_t bytes) { stream.read(static_cast<char *>(to), std::streamsize(bytes)); };
  read(checkpoint.parameters.data(), 4 * checkpoint.parameters.size());
  read(checkpoint.optimizer.data(), 4 * checkpoint.optimizer.size());
  read(state.data(), state.size());
  read(footer.data(), footer.size());
  if (!stream)
    return "cannot be read to its end";
  Checksum sum;
  sum.add(&header, sizeof header);
  sum.add(bytesOf(checkpoint.parameters.data(), checkpoint.parameters.size()));
  sum.add(bytesOf(checkpoint.optimizer.data(), checkpoint.optimizer.size()));
  sum.add(state);
  if (sum.bytes() != footer)
    return "damaged (its checksum is another)";
  std::optional<TrainState> parsed = parseTrainState(state);
  if (!parsed)
    return "damaged (its state cannot be read)";
  checkpoint.state = std::move(*parsed);
  return "";
}

std::string read(const fs::path &file, Checkpoint &checkpoint) {
  std::error_code error;
  if (!fs::is_regular_file(file, error))
    return "no such file";
  uint64_t fileBytes = fs::file_size(file, error);
  std::ifstream stream(file, std::ios::binary);
  if (error || !stream)
    return "cannot be opened";
  Header header;
  if (!stream.read(reinterpret_cast<char *>(&header), sizeof header))
    return "cut short: " + std::to_string(fileBytes) + " bytes";
  std::string why = checkHeader(header, fileBytes);
  if (!why.empty())
    return why;
  checkpoint.owner = {getHash(header.specHash), getHash(header.libraryHash)};
  return readParts(stream, header, checkpoint);
}

} // namespace

std::optional<Failure> writeCheckpoint(const fs::path &file, const CheckpointOwner &owner, FloatSpan parameters,
                                       FloatSpan optimizer, const TrainState &state) {
  std::string text = printTrainState(state);
  Header header = {};
  std::memcpy(header.magic, magic, sizeof header.magic);
  header.version = 1;
  header.parameterFloats = parameters.size;
  header.optimizerFloats = optimizer.size;
  header.stateBytes = text.size();
  putHash(owner.specHash, header.specHash);
  putHash(owner.libraryHash, header.libraryHash);
  std::vector<std::string_view> pieces{bytesOf(&header, 1), bytesOf(parameters.data, parameters.size),
                                       bytesOf(optimizer.data, optimizer.size), text};
  Checksum sum;
  for (std::string_view piece : pieces)
    sum.add(piece);
  Checksum::Bytes footer = sum.bytes();
  pieces.push_back(bytesOf(footer.data(), footer.size()));
  return writePieces(file, pieces);
}

Outcome<Checkpoint> readCheckpoint(const fs::path &file) {
  Checkpoint checkpoint;
  std::string why;
  try {
    why = read(file, checkpoint);
  } catch (const std::bad_alloc &) {
    return Failure{Blame::World, printableName(file) + ": no memory to read it"};
  }
  if (!why.empty())
    return Failure{Blame::User, printableName(file) + ": " + why};
  return checkpoint;
}

} // namespace resnetc
