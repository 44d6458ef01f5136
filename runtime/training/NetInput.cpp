// NetInput: see NetInput.h.
#include "runtime/training/NetInput.h"
#include "runtime/net/ReadPictures.h"

namespace resnetc {

Outcome<NetInput> netInputOf(const resnetc_net &net) {
  NetInput input;
  input.height = net.height;
  input.width = net.width;
  input.channels = net.channels;
  input.channelsFirst = net.channels_first != 0;
  input.classes = net.classes;
  input.takesPixels = net.has_preprocess != 0;
  if (input.takesPixels) {
    Outcome<ResizeRule> rule = resizeRuleOf(net);
    if (!rule)
      return rule.failure();
    input.resize = *rule;
  }
  return input;
}

} // namespace resnetc
