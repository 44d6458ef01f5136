// DataSet: pictures or arrays with a class each, read one sample at a time by any number of threads.
#pragma once
#include "runtime/training/NetInput.h"
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace resnetc {

class DataSet {
public:
  enum class Kind {
    Pixels, ///< 8-bit R, G, B, which go through the net's preprocessing
    Values  ///< float32, taken as they are
  };

  virtual ~DataSet() = default;

  virtual Kind kind() const = 0;
  virtual int64_t size() const = 0;
  /// 0 .. classes-1, checked when the set was opened.
  virtual int32_t label(int64_t sample) const = 0;
  /// Kind Pixels: the sample at the net's height and width. The failure names the file.
  virtual Outcome<Image> readPixels(int64_t sample) const = 0;
  /// Kind Values: the sample as the net takes it; valid as long as the set.
  virtual const float *values(int64_t sample) const = 0;
  /// What can be known before the first step of samples that cannot be used, a sentence each, in the samples' order.
  virtual std::vector<Failure> check(int threads) const = 0;

  /// Of folders: the classes in the order of their indices. Empty for arrays.
  const std::vector<std::string> &classNames() const { return names; }
  /// Tells this set from others: names, labels, sizes; of arrays every value.
  const std::string &fingerprint() const { return print; }
  /// What a person should know, such as class folders without pictures.
  const std::vector<std::string> &notices() const { return notes; }

protected:
  std::vector<std::string> names, notes;
  std::string print;
};

using OwnedDataSet = std::unique_ptr<DataSet>;

/// Opens what `--data` names:
///   a folder with one sub-folder a class (ClassFolders.h), or
///   `images,labels`: two files, each .npy or IDX (gzipped or not). Images: uint8 N x H x W x 3, N x H x W x 1 or
///   N x H x W (grey), resized as pictures are where their size is another; or float32 exactly as the net takes them.
///   Labels: whole numbers, N or N x 1.
/// \param classes  names that folders must have, as those of the training set for a validation set; empty: any.
/// `User` with file and value for a label outside the classes, more class folders than the net has classes, shapes
/// that do not fit.
Outcome<OwnedDataSet> openDataSet(const std::string &data, const NetInput &input,
                                  const std::vector<std::string> &classes = {});

/// What --data names, named from the root: the same data for a process in another folder.
std::string absoluteData(const std::string &data);

/// All that `check` finds as one failure: a line each, up to 20.
std::optional<Failure> checkDataSet(const DataSet &data);

/// A folder that holds nothing but `train` and `val` (or `validation`), both with sub-folders, is both sets at once.
struct SplitFolders {
  std::filesystem::path train, validation;
};
std::optional<SplitFolders> findSplitFolders(const std::string &data);

} // namespace resnetc
