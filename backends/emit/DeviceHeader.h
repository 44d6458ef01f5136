// DeviceHeader: what the generated header says of devices. {net}, {NET} … are filled in by Header.cpp.
#pragma once

namespace resnetc {

extern const char deviceIntroduction[];  ///< for the comment that the header begins with
extern const char deviceConstants[];
extern const char deviceCalls[];         ///< of every net for devices
extern const char devicePictureCalls[];  ///< of nets with 8-bit calls
extern const char deviceTrainCalls[];    ///< of nets that are compiled for training
extern const char deviceClosing[];

} // namespace resnetc
