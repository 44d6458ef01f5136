// ClassFolders: a folder with one sub-folder a class becomes a data set, by the rules of
// keras.utils.image_dataset_from_directory.
#pragma once
#include "runtime/training/DataSet.h"

namespace resnetc {

/// Classes are the sub-folders in the order of their names' bytes; pictures are found as ListImages.h says (endings,
/// deeper folders, no links to folders below the class). Unlike Keras, folders that begin with a dot are no classes.
/// \param classes  as of openDataSet: then a sub-folder of another name is an error, and indices are those of the list.
Outcome<OwnedDataSet> openClassFolders(const std::filesystem::path &folder, const NetInput &input,
                                       const std::vector<std::string> &classes);

} // namespace resnetc
