#include "backends/kernel/DeviceInspector.h"
#include <set>
#include <stdexcept>

namespace resnetc {
namespace {
using namespace Halide;
using namespace Halide::Internal;

// Arguments of halide_<api>_run after the user context: state, entry name, blocks x y z,
// threads x y z, shared bytes, sizes of the arguments, arguments, which of them are buffers.
constexpr int64_t blocksOfDimension = 65535; ///< what every device has
enum RunArgument { blocksX = 2, threadsX = 5, sharedSize = 8 };

class DeviceInspector : public IRVisitor {
public:
  explicit DeviceInspector(const DeviceClass &device) : device(device) {}
  DeviceLaunch launch;
  int launches = 0;

private:
  using IRVisitor::visit;

  void visit(const For *loop) override {
    throw std::runtime_error("loop " + loop->name + " is left on the host");
  }

  void visit(const Allocate *block) override {
    throw std::runtime_error("a device kernel takes memory of its own: " + block->name);
  }

  void visit(const IfThenElse *choice) override {
    ++conditions;
    IRVisitor::visit(choice);
    --conditions;
  }

  void visit(const Call *call) override {
    IRVisitor::visit(call);
    if (call->name == "halide_" + device.api + "_run")
      return visitLaunch(call);
    static const std::set<std::string> flags = {"_halide_buffer_get_host", "_halide_buffer_set_device_dirty",
                                                "_halide_buffer_set_host_dirty"};
    if (call->name.rfind("_halide_buffer_", 0) == 0 && !flags.count(call->name))
      throw std::runtime_error("the kernel reads more of its buffers than their place: " + call->name);
    const std::set<std::string> provided = {"halide_copy_to_device", "halide_" + device.api + "_device_interface",
                                            "halide_" + device.api + "_initialize_kernels"};
    if (call->name.rfind("halide_", 0) == 0 && !provided.count(call->name))
      throw std::runtime_error("a device kernel calls " + call->name);
  }

  int64_t constantOf(const Call *call, size_t argument) const {
    const auto number = as_const_int(simplify(call->args[argument]));
    if (!number)
      throw std::runtime_error("a launch whose size is no constant");
    return *number;
  }

  void visitLaunch(const Call *call) {
    if (++launches > 1)
      throw std::runtime_error("more than one launch");
    if (conditions)
      throw std::runtime_error("a launch under a condition");
    const Call *kinds = call->args.back().as<Call>();
    for (size_t i = 0; kinds && i + 1 < kinds->args.size(); ++i)
      if (is_const_zero(kinds->args[i]))
        throw std::runtime_error("a launch with an argument that is no buffer");
    launch.blocks = launch.threads = 1;
    for (size_t i = 0; i < 3; ++i) {
      const int64_t blocks = constantOf(call, blocksX + i);
      if (blocks > blocksOfDimension)
        throw std::runtime_error(std::to_string(blocks) + " blocks in a dimension of the grid, of " +
                                 std::to_string(blocksOfDimension));
      launch.blocks *= blocks;
      launch.threads *= constantOf(call, threadsX + i);
    }
    launch.sharedBytes = constantOf(call, sharedSize);
    if (launch.threads > device.threadsPerBlock)
      throw std::runtime_error(std::to_string(launch.threads) + " threads in a block, of " +
                               std::to_string(device.threadsPerBlock));
    if (launch.sharedBytes > device.sharedBytes)
      throw std::runtime_error(std::to_string(launch.sharedBytes) + " bytes of shared memory in a block, of " +
                               std::to_string(device.sharedBytes));
  }

  const DeviceClass &device;
  int conditions = 0;
};
} // namespace

DeviceLaunch inspectDeviceLaunch(const Module &module, const DeviceClass &device) {
  DeviceInspector inspector(device);
  for (const LoweredFunc &function : module.functions())
    function.body.accept(&inspector);
  if (inspector.launches == 0)
    throw std::runtime_error("the schedule leaves the device kernel on the host");
  return inspector.launch;
}

} // namespace resnetc
