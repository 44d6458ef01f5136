// DataSets: the walk over the file and the rule for each thing found.
#include "runtime/weights/hdf5/DataSets.h"
#include "runtime/weights/EscapeBytes.h"
#include "runtime/weights/hdf5/Attributes.h"
#include "runtime/weights/hdf5/Frames.h"
#include <algorithm>
#include <cstring>
#include <set>

namespace resnetc::hdf5 {
namespace {

constexpr size_t longestName = 256;
constexpr int deepest = 12; // Keras 3 nests a model in a model: layers/resnet/layers/conv2d/vars/0
constexpr hsize_t mostAttributes = 256;

struct Link {
  std::string name;
  H5L_type_t type;
};

/// Called by libhdf5, so it throws nothing: a wrong name ends the iteration.
herr_t collectLink(hid_t, const char *name, const H5L_info_t *info, void *data) {
  auto &links = *static_cast<std::vector<Link> *>(data);
  std::string text(name, strnlen(name, longestName + 1));
  if (text.empty() || text.size() > longestName || text.find('/') != std::string::npos || text == "." || text == ".." ||
      links.size() > 2 * mostTensors)
    return -1;
  links.push_back({text, info->type});
  return 0;
}

Handle halfFloat(hid_t like) {
  Handle half(H5Tcopy(like), H5Tclose, "the half type");
  H5Tset_fields(half, 15, 10, 5, 0, 10);
  H5Tset_size(half, 2);
  H5Tset_ebias(half, 15);
  return half;
}

std::string floatType(hid_t type, const std::string &what) {
  Handle halfLittle = halfFloat(H5T_IEEE_F32LE), halfBig = halfFloat(H5T_IEEE_F32BE);
  const std::pair<hid_t, const char *> known[] = {{H5T_IEEE_F32LE, "f32"}, {H5T_IEEE_F32BE, "f32"},
                                                  {H5T_IEEE_F64LE, "f64"}, {H5T_IEEE_F64BE, "f64"},
                                                  {halfLittle, "f16"},     {halfBig, "f16"}};
  for (auto [candidate, name] : known)
    if (H5Tequal(type, candidate) > 0)
      return name;
  throw Refusal("is refused: " + what + " holds floats that are not IEEE of 16, 32 or 64 bits");
}

class Walk {
public:
  explicit Walk(uint64_t fileBytes) : bytesLeft(mostTensorBytes(fileBytes)) {}

  void visitGroup(hid_t group, const std::string &path, int depth);
  void checkOverlap();
  FileContents contents;

private:
  void visitSet(hid_t set, const std::string &path, const std::string &layer);
  void checkStorage(hid_t set, const DataSet &found, hid_t type, const std::string &what);
  void checkChunks(hid_t set, const DataSet &found, hid_t creation, const std::string &what);
  std::string checkType(hid_t type, const std::string &what);

  struct Extent {
    haddr_t start;
    uint64_t bytes;
    std::string what;
  };
  std::set<haddr_t> seen;       // objects; a second way to one is a cycle or a damaged link
  std::vector<Extent> extents;  // of contiguous data
  uint64_t bytesLeft;           // of float32 for the parent
  int byteOrder = -1;           // of the first data set; one machine wrote the file
};

void Walk::visitGroup(hid_t group, const std::string &path, int depth) {
  if (depth > deepest)
    throw Refusal("is refused: its groups are nested more than " + std::to_string(deepest) + " deep");
  std::vector<Link> links;
  hsize_t at = 0;
  if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, &at, collectLink, &links) < 0)
    throw Refusal("is damaged: the members of group /" + escapeBytes(path) + " cannot be listed");

  bool isVars = path == "vars" || (path.size() > 5 && path.compare(path.size() - 5, 5, "/vars") == 0);
  std::vector<std::string> name = isVars ? readStrings(group, "name") : std::vector<std::string>();
  for (const Link &link : links) {
    std::string inner = path.empty() ? link.name : path + "/" + link.name, what = escapeBytes(inner);
    if (link.type != H5L_TYPE_HARD)
      throw Refusal("is refused: " + what + " is a soft or external link");
    if (path.empty() && (link.name == "optimizer_weights" || link.name == "optimizer")) {
      contents.skipped.push_back(link.name);
      continue;
    }
    Handle object(H5Oopen(group, link.name.c_str(), H5P_DEFAULT), H5Oclose, what);
    H5O_info_t info;
    if (H5Oget_info(object, &info) < 0)
      throw Refusal("is damaged: " + what + " cannot be examined");
    if (!seen.insert(info.addr).second)
      throw Refusal("is refused: " + what + " is reached in two ways");
    if (seen.size() > 2 * mostTensors)
      throw Refusal("is refused: it has more than " + std::to_string(2 * mostTensors) + " objects");
    if (info.num_attrs > mostAttributes)
      throw Refusal("is refused: " + what + " has more than " + std::to_string(mostAttributes) + " attributes");
    if (info.type == H5O_TYPE_GROUP)
      visitGroup(object, inner, depth + 1);
    else if (info.type == H5O_TYPE_DATASET)
      visitSet(object, inner, name.empty() ? std::string() : name[0]);
    else
      throw Refusal("is refused: " + what + " is neither a group nor a data set");
  }
}

std::string Walk::checkType(hid_t type, const std::string &what) {
  switch (H5Tget_class(type)) {
  case H5T_FLOAT: {
    int order = H5Tget_order(type);
    if (byteOrder >= 0 && order != byteOrder)
      throw Refusal("is damaged: " + what + " has another byte order than the data sets before it");
    byteOrder = order;
    return floatType(type, what);
  }
  case H5T_INTEGER:
    return "integer";
  case H5T_STRING:
    return "string";
  default:
    throw Refusal("is refused: " + what + " is of a compound or otherwise foreign type");
  }
}

void Walk::visitSet(hid_t set, const std::string &path, const std::string &layer) {
  std::string what = "data set " + escapeBytes(path);
  if (contents.sets.size() == mostTensors)
    throw Refusal("is refused: it has more than " + std::to_string(mostTensors) + " data sets");
  Handle type(H5Dget_type(set), H5Tclose, "the type of " + what);
  Handle space(H5Dget_space(set), H5Sclose, "the shape of " + what);
  DataSet found;
  found.path = path;
  found.layer = layer;
  found.type = checkType(type, what);
  int rank = H5Sget_simple_extent_type(space) == H5S_NULL ? -1 : H5Sget_simple_extent_ndims(space);
  if (rank < 0 || rank > mostDimensions)
    throw Refusal("is refused: " + what + " has no shape of at most " + std::to_string(mostDimensions) + " dimensions");
  hsize_t extents[H5S_MAX_RANK] = {};
  H5Sget_simple_extent_dims(space, extents, nullptr);
  found.elements = 1;
  for (int d = 0; d < rank; ++d) {
    if (extents[d] > mostElements || (extents[d] && found.elements > mostElements / extents[d]))
      throw Refusal("is refused: " + what + " has more than 2^31 elements");
    found.shape.push_back(extents[d]);
    found.elements *= extents[d];
  }
  checkStorage(set, found, type, what);
  contents.sets.push_back(std::move(found));
}

void Walk::checkStorage(hid_t set, const DataSet &found, hid_t type, const std::string &what) {
  Handle creation(H5Dget_create_plist(set), H5Pclose, "the properties of " + what);
  if (H5Pget_external_count(creation) != 0)
    throw Refusal("is refused: " + what + " keeps its data in another file");
  H5D_layout_t layout = H5Pget_layout(creation);
  if (layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED && layout != H5D_COMPACT)
    throw Refusal("is refused: " + what + " is virtual, its data lie in other files");
  int filters = H5Pget_nfilters(creation);
  if (filters < 0)
    throw Refusal("is damaged: the filters of " + what + " cannot be listed");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, config = 0;
    size_t values = 0;
    H5Z_filter_t filter = H5Pget_filter2(creation, unsigned(i), &flags, &values, nullptr, 0, nullptr, &config);
    if (filter != H5Z_FILTER_DEFLATE && filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_FLETCHER32)
      throw Refusal("is refused: " + what + " has filter " + std::to_string(filter) +
                    "; only deflate, shuffle and fletcher32 are read");
  }
  if (!found.readable() || !found.elements)
    return;
  uint64_t stored = H5Dget_storage_size(set), expected = found.elements * H5Tget_size(type);
  if (!stored)
    throw Refusal("is damaged: " + what + " has a shape but no data");
  if (layout == H5D_CONTIGUOUS) {
    haddr_t start = H5Dget_offset(set);
    if (stored != expected || start == HADDR_UNDEF)
      throw Refusal("is damaged: " + what + " holds " + std::to_string(stored) + " bytes, its shape needs " +
                    std::to_string(expected));
    extents.push_back({start, stored, what});
  } else if (layout == H5D_CHUNKED) {
    checkChunks(set, found, creation, what);
  }
  if (4 * found.elements > bytesLeft)
    throw Refusal("is refused: its data sets grow to many times the size of the file");
  bytesLeft -= 4 * found.elements;
}

/// A chunk that was never written reads as zeros: weights that nobody trained.
void Walk::checkChunks(hid_t set, const DataSet &found, hid_t creation, const std::string &what) {
  hsize_t chunk[H5S_MAX_RANK] = {}, written = 0;
  Handle space(H5Dget_space(set), H5Sclose, "the shape of " + what);
  if (H5Pget_chunk(creation, H5S_MAX_RANK, chunk) != int(found.shape.size()) ||
      H5Dget_num_chunks(set, space, &written) < 0)
    throw Refusal("is damaged: the chunks of " + what + " cannot be listed");
  hsize_t needed = 1;
  for (size_t d = 0; d < found.shape.size(); ++d)
    needed *= chunk[d] ? (found.shape[d] + chunk[d] - 1) / chunk[d] : 0;
  if (written != needed)
    throw Refusal("is damaged: " + what + " has " + std::to_string(written) + " chunks of data, its shape needs " +
                  std::to_string(needed));
}

void Walk::checkOverlap() {
  std::sort(extents.begin(), extents.end(), [](const Extent &a, const Extent &b) { return a.start < b.start; });
  for (size_t i = 1; i < extents.size(); ++i)
    if (extents[i].start - extents[i - 1].start < extents[i - 1].bytes)
      throw Refusal("is damaged: " + extents[i - 1].what + " and " + extents[i].what + " share bytes");
}

} // namespace

FileContents findDataSets(hid_t file, uint64_t fileBytes) {
  Handle root(H5Gopen2(file, "/", H5P_DEFAULT), H5Gclose, "the root group");
  Walk walk(fileBytes);
  walk.visitGroup(root, "", 0);
  walk.checkOverlap();
  return std::move(walk.contents);
}

std::vector<float> readDataSet(hid_t file, const DataSet &set) {
  std::string what = "data set " + escapeBytes(set.path);
  Handle opened(H5Dopen2(file, set.path.c_str(), H5P_DEFAULT), H5Dclose, what);
  std::vector<float> values(set.elements);
  if (set.elements && H5Dread(opened, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) < 0)
    throw Refusal("is damaged: " + what + " cannot be read");
  return values;
}

} // namespace resnetc::hdf5
