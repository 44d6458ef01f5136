// Hdf5Builder: writes small HDF5 files for tests, right ones and wrong ones.
#pragma once
#include "runtime/weights/ParameterList.h"
#include <hdf5.h>
#include <string>
#include <vector>

namespace resnetc::tests {

class Hdf5Builder {
public:
  explicit Hdf5Builder(const std::string &path);            ///< a new file
  static Hdf5Builder edit(const std::string &path);         ///< an existing one
  Hdf5Builder(Hdf5Builder &&other) noexcept : file(other.file) { other.file = -1; }
  ~Hdf5Builder() { close(); }
  void close();

  /// Groups on the way are made. `type` is the type in the file.
  void addSet(const std::string &path, const std::vector<int64_t> &shape, const std::vector<float> &values,
              hid_t type = H5T_IEEE_F32LE, hid_t creation = H5P_DEFAULT);
  void addGroup(const std::string &path);
  /// On a group or "/".
  void addText(const std::string &object, const std::string &name, const std::string &text);
  void addFixedList(const std::string &object, const std::string &name, const std::vector<std::string> &texts);
  void addVariableList(const std::string &object, const std::string &name, const std::vector<std::string> &texts);
  void remove(const std::string &path);
  void rename(const std::string &from, const std::string &to);
  hid_t handle() const { return file; }

private:
  explicit Hdf5Builder(hid_t opened) : file(opened) {}
  hid_t file;
};

enum class Layout { Keras1Tensorflow, Keras1Theano, Keras2, Keras3 };

/// A whole net in one of Keras's layouts, as Keras itself lays it out.
/// \param suffix  `:0` or nothing, after each name (Keras 1 and 2).
void writeNet(Hdf5Builder &builder, const ParameterList &parameters, const std::vector<float> &blob, Layout layout,
              const std::string &suffix = ":0", const std::string &prefix = "");

} // namespace resnetc::tests
