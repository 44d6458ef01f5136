// Vulkan 1.0: functions and state.
#pragma once
#include "runtime/embed/device/handle.h"
#include <vulkan/vulkan_core.h>

#define VULKAN_FUNCTIONS(X)                                                                                            \
  X(vkDestroyInstance) X(vkEnumeratePhysicalDevices) X(vkGetPhysicalDeviceProperties) X(vkGetPhysicalDeviceFeatures)   \
  X(vkGetPhysicalDeviceQueueFamilyProperties) X(vkGetPhysicalDeviceMemoryProperties) X(vkCreateDevice)                 \
  X(vkDestroyDevice) X(vkDeviceWaitIdle) X(vkGetDeviceQueue) X(vkCreateBuffer) X(vkDestroyBuffer)                      \
  X(vkGetBufferMemoryRequirements) X(vkAllocateMemory) X(vkFreeMemory) X(vkBindBufferMemory) X(vkMapMemory)            \
  X(vkCreateCommandPool) X(vkDestroyCommandPool) X(vkAllocateCommandBuffers) X(vkBeginCommandBuffer)                   \
  X(vkEndCommandBuffer) X(vkCreateFence) X(vkDestroyFence) X(vkResetFences) X(vkWaitForFences) X(vkQueueSubmit)        \
  X(vkCreateShaderModule) X(vkDestroyShaderModule) X(vkCreateDescriptorSetLayout) X(vkDestroyDescriptorSetLayout)      \
  X(vkCreatePipelineLayout) X(vkDestroyPipelineLayout) X(vkCreateComputePipelines) X(vkDestroyPipeline)                \
  X(vkCreateDescriptorPool) X(vkDestroyDescriptorPool) X(vkAllocateDescriptorSets) X(vkUpdateDescriptorSets)           \
  X(vkCmdBindPipeline) X(vkCmdBindDescriptorSets) X(vkCmdDispatch) X(vkCmdCopyBuffer) X(vkCmdFillBuffer)               \
  X(vkCmdPipelineBarrier)

typedef struct VulkanBlock {
  VkBuffer buffer;
  VkDeviceMemory memory;
} VulkanBlock;

#define VULKAN_DECLARE(name) PFN_##name name;
typedef struct Vulkan {
  VULKAN_FUNCTIONS(VULKAN_DECLARE)
  VkInstance instance;
  VkPhysicalDevice physical;
  VkDevice device;
  VkQueue queue;
  uint32_t family;
  VkCommandPool pool;
  VkDescriptorPool descriptors;
  VkFence done;
  VkCommandBuffer before, after; ///< copies of one piece of work, recorded anew for each
  VkCommandBuffer part;          ///< of launches, that is being recorded; null: none
  VulkanBlock spaces[DEVICE_SPACES], staging;
  uint8_t *mapped; ///< staging, where the processor sees it
} Vulkan;
_Static_assert(sizeof(Vulkan) <= sizeof((Device *)0)->state, "raise Device::state");

/// Launch::objects. A part's commands belong to the launch that starts it, the others to a kernel.
enum { VULKAN_PIPELINE, VULKAN_LAYOUT, VULKAN_SET_LAYOUT, VULKAN_COMMANDS };

static inline Vulkan *vulkanOf(Device *device) { return (Vulkan *)device->state; }

int32_t vulkanFail(Device *device, const char *what, VkResult code);

int32_t vulkanCreateBlock(Device *device, VulkanBlock *block, int64_t bytes, int32_t isStaging);
void vulkanDestroyBlock(const Vulkan *vk, const VulkanBlock *block);
int32_t vulkanBegin(Device *device, VkCommandBuffer commands);
/// All before is done and visible to all after, the host included.
void vulkanBarrier(const Vulkan *vk, VkCommandBuffer commands);
int32_t vulkanEnd(Device *device, VkCommandBuffer commands);
int32_t vulkanSubmit(Device *device, const VkCommandBuffer *commands, uint32_t count, const char *what);

int32_t vulkanBuild(Device *device, Launch *launch);
int32_t vulkanLaunch(Device *device, Launch *launch, DeviceBuffer *const *arguments);
int32_t vulkanReady(Device *device);
int32_t vulkanWork(Device *device, const DeviceWork *work);
