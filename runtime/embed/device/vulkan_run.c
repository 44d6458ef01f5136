// Vulkan: each part of a plan is one command buffer, recorded once and submitted by each call. What a call copies is
// recorded for it, two short command buffers around the parts.
#include "runtime/embed/device/vulkan.h"

static int32_t vulkanCheckLimits(Device *device, const Launch *launch, DeviceBuffer *const *arguments) {
  const Vulkan *vk = vulkanOf(device);
  VkPhysicalDeviceProperties properties;
  vk->vkGetPhysicalDeviceProperties(vk->physical, &properties);
  const VkPhysicalDeviceLimits *limits = &properties.limits;
  const char *lack = NULL;
  if (limits->minStorageBufferOffsetAlignment > DEVICE_ALIGNMENT)
    lack = "buffers need a larger alignment";
  if (launch->threads[0] * launch->threads[1] * launch->threads[2] > limits->maxComputeWorkGroupInvocations)
    lack = "the device has fewer threads in a group than the kernel";
  if (launch->sharedBytes > limits->maxComputeSharedMemorySize)
    lack = "the device has less local memory than the kernel";
  if (launch->argumentCount > limits->maxPerStageDescriptorStorageBuffers)
    lack = "the device takes fewer buffers than the kernel";
  for (int i = 0; i < 3; ++i) {
    if (launch->threads[i] > limits->maxComputeWorkGroupSize[i])
      lack = "the device has smaller groups than the kernel";
    if (launch->grid[i] > limits->maxComputeWorkGroupCount[i])
      lack = "the device takes fewer groups than the kernel has";
  }
  for (uint32_t i = 0; i < launch->argumentCount; ++i)
    if (arguments[i]->bytes > limits->maxStorageBufferRange)
      lack = "the device takes smaller buffers than the kernel's";
  return lack ? deviceFail(device, RESNETC_DEVICE, lack, 0, launch->entry) : RESNETC_OK;
}

static VkResult vulkanBind(const Vulkan *vk, const Launch *launch, const Launch *owner, DeviceBuffer *const *arguments,
                           VkDescriptorSet *set) {
  const VkDescriptorSetAllocateInfo info = {
      VK_STRUCTURE_TYPE_DESCRIPTOR_SET_ALLOCATE_INFO, .descriptorPool = vk->descriptors, .descriptorSetCount = 1,
      .pSetLayouts = (const VkDescriptorSetLayout *)&owner->objects[VULKAN_SET_LAYOUT]};
  const VkResult error = vk->vkAllocateDescriptorSets(vk->device, &info, set);
  if (error)
    return error;
  VkDescriptorBufferInfo buffers[DEVICE_MAX_ARGUMENTS];
  VkWriteDescriptorSet writes[DEVICE_MAX_ARGUMENTS];
  for (uint32_t i = 0; i < launch->argumentCount; ++i) {
    buffers[i] = (VkDescriptorBufferInfo){vk->spaces[arguments[i]->space].buffer, arguments[i]->offset,
                                          arguments[i]->bytes};
    writes[i] = (VkWriteDescriptorSet){VK_STRUCTURE_TYPE_WRITE_DESCRIPTOR_SET, .dstSet = *set, .dstBinding = i,
                                       .descriptorCount = 1, .descriptorType = VK_DESCRIPTOR_TYPE_STORAGE_BUFFER,
                                       .pBufferInfo = &buffers[i]};
  }
  vk->vkUpdateDescriptorSets(vk->device, launch->argumentCount, writes, 0, NULL);
  return VK_SUCCESS;
}

static int32_t vulkanEndPart(Device *device) {
  Vulkan *vk = vulkanOf(device);
  const VkCommandBuffer part = vk->part;
  vk->part = NULL;
  return part ? vulkanEnd(device, part) : device->failure;
}

static int32_t vulkanStartPart(Device *device, Launch *launch) {
  Vulkan *vk = vulkanOf(device);
  if (vulkanEndPart(device))
    return device->failure;
  const VkCommandBufferAllocateInfo commands = {VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, .commandPool = vk->pool,
                                                .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, .commandBufferCount = 1};
  VkCommandBuffer part = NULL;
  if (vulkanFail(device, "vkAllocateCommandBuffers", vk->vkAllocateCommandBuffers(vk->device, &commands, &part)) ||
      vulkanBegin(device, part))
    return device->failure;
  launch->objects[VULKAN_COMMANDS] = (uint64_t)part;
  vk->part = part;
  return RESNETC_OK;
}

int32_t vulkanLaunch(Device *device, Launch *launch, DeviceBuffer *const *arguments) {
  const Vulkan *vk = vulkanOf(device);
  if (vulkanCheckLimits(device, launch, arguments) || (!launch->same && vulkanBuild(device, launch)) ||
      (launch->startsPart && vulkanStartPart(device, launch)))
    return device->failure;
  const Launch *owner = launch->same ? launch->same : launch;
  VkDescriptorSet set;
  const VkResult error = vulkanBind(vk, launch, owner, arguments, &set);
  if (error)
    return vulkanFail(device, "vkAllocateDescriptorSets", error);
  vk->vkCmdBindPipeline(vk->part, VK_PIPELINE_BIND_POINT_COMPUTE, (VkPipeline)owner->objects[VULKAN_PIPELINE]);
  vk->vkCmdBindDescriptorSets(vk->part, VK_PIPELINE_BIND_POINT_COMPUTE,
                              (VkPipelineLayout)owner->objects[VULKAN_LAYOUT], 0, 1, &set, 0, NULL);
  vk->vkCmdDispatch(vk->part, launch->grid[0], launch->grid[1], launch->grid[2]);
  vulkanBarrier(vk, vk->part);
  return RESNETC_OK;
}

int32_t vulkanReady(Device *device) { return vulkanEndPart(device); }

/// Between staging, where the copies lie one after the other, and the spaces.
static int32_t recordCopies(Device *device, VkCommandBuffer commands, const DeviceCopy *copies, int32_t count, int isOut) {
  const Vulkan *vk = vulkanOf(device);
  if (vulkanBegin(device, commands))
    return device->failure;
  VkDeviceSize staged = 0;
  for (const DeviceCopy *copy = copies; copy < copies + count; ++copy) {
    const VkBuffer space = vk->spaces[copy->space].buffer;
    const VkDeviceSize offset = (VkDeviceSize)copy->offset, bytes = (VkDeviceSize)copy->bytes;
    const VkBufferCopy region = {isOut ? offset : staged, isOut ? staged : offset, bytes};
    vk->vkCmdCopyBuffer(commands, isOut ? space : vk->staging.buffer, isOut ? vk->staging.buffer : space, 1, &region);
    staged += bytes;
  }
  vulkanBarrier(vk, commands);
  return vulkanEnd(device, commands);
}

static void copyStaged(const Vulkan *vk, const DeviceCopy *copies, int32_t count, int isOut) {
  uint8_t *staged = vk->mapped;
  for (const DeviceCopy *copy = copies; copy < copies + count; staged += copy->bytes, ++copy)
    __builtin_memcpy(isOut ? copy->host : staged, isOut ? staged : copy->host, (size_t)copy->bytes);
}

int32_t vulkanWork(Device *device, const DeviceWork *work) {
  enum { MOST_PARTS = 3 };
  const Vulkan *vk = vulkanOf(device);
  VkCommandBuffer list[MOST_PARTS + 2];
  uint32_t count = 0;
  if (work->inCount) {
    copyStaged(vk, work->in, work->inCount, 0);
    list[count++] = vk->before;
    if (recordCopies(device, vk->before, work->in, work->inCount, 0))
      return device->failure;
  }
  const Launch *first = device->launches + work->firstLaunch;
  for (const Launch *launch = first; launch < first + work->launchCount; ++launch)
    if (launch->startsPart)
      list[count++] = (VkCommandBuffer)launch->objects[VULKAN_COMMANDS];
  if (work->outCount) {
    list[count++] = vk->after;
    if (recordCopies(device, vk->after, work->out, work->outCount, 1))
      return device->failure;
  }
  if (count && !vulkanSubmit(device, list, count, deviceWorkName(work)))
    copyStaged(vk, work->out, work->outCount, 1);
  return device->failure;
}
