// Vulkan: blocks of memory, barriers, waiting.
#include "runtime/embed/device/vulkan.h"

/// The first type of memory that has all that is wanted; false: none.
static int findMemoryType(const Vulkan *vk, uint32_t allowed, VkMemoryPropertyFlags wanted, uint32_t *type) {
  VkPhysicalDeviceMemoryProperties memory;
  vk->vkGetPhysicalDeviceMemoryProperties(vk->physical, &memory);
  for (*type = 0; *type < memory.memoryTypeCount; ++*type)
    if ((allowed >> *type & 1) && (memory.memoryTypes[*type].propertyFlags & wanted) == wanted)
      return 1;
  return 0;
}

/// The specification promises device memory, and host memory that is coherent. Results are read fast only from what
/// the processor caches.
static uint32_t chooseMemoryType(const Vulkan *vk, uint32_t allowed, int32_t isStaging) {
  const VkMemoryPropertyFlags coherent = VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  uint32_t type = 0;
  if (!isStaging)
    findMemoryType(vk, allowed, VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT, &type);
  else if (!findMemoryType(vk, allowed, coherent | VK_MEMORY_PROPERTY_HOST_CACHED_BIT, &type))
    findMemoryType(vk, allowed, coherent, &type);
  return type;
}

int32_t vulkanCreateBlock(Device *device, VulkanBlock *block, int64_t bytes, int32_t isStaging) {
  Vulkan *vk = vulkanOf(device);
  const VkBufferCreateInfo info = {VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO, .size = deviceWholeBytes(bytes),
                                   .usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
                                            VK_BUFFER_USAGE_TRANSFER_DST_BIT};
  VkResult error = vk->vkCreateBuffer(vk->device, &info, NULL, &block->buffer);
  if (error)
    return vulkanFail(device, "vkCreateBuffer", error);
  VkMemoryRequirements needs;
  vk->vkGetBufferMemoryRequirements(vk->device, block->buffer, &needs);
  const VkMemoryAllocateInfo memory = {VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO, .allocationSize = needs.size,
                                       .memoryTypeIndex = chooseMemoryType(vk, needs.memoryTypeBits, isStaging)};
  error = vk->vkAllocateMemory(vk->device, &memory, NULL, &block->memory);
  if (!error)
    error = vk->vkBindBufferMemory(vk->device, block->buffer, block->memory, 0);
  if (!error && isStaging)
    error = vk->vkMapMemory(vk->device, block->memory, 0, VK_WHOLE_SIZE, 0, (void **)&vk->mapped);
  return vulkanFail(device, "vkAllocateMemory", error);
}

void vulkanDestroyBlock(const Vulkan *vk, const VulkanBlock *block) {
  vk->vkDestroyBuffer(vk->device, block->buffer, NULL);
  vk->vkFreeMemory(vk->device, block->memory, NULL); // unmaps
}

int32_t vulkanBegin(Device *device, VkCommandBuffer commands) {
  const VkCommandBufferBeginInfo info = {.sType = VK_STRUCTURE_TYPE_COMMAND_BUFFER_BEGIN_INFO};
  return vulkanFail(device, "vkBeginCommandBuffer", vulkanOf(device)->vkBeginCommandBuffer(commands, &info));
}

void vulkanBarrier(const Vulkan *vk, VkCommandBuffer commands) {
  const VkMemoryBarrier barrier = {VK_STRUCTURE_TYPE_MEMORY_BARRIER,
                                   .srcAccessMask = VK_ACCESS_SHADER_WRITE_BIT | VK_ACCESS_TRANSFER_WRITE_BIT,
                                   .dstAccessMask = VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT |
                                                    VK_ACCESS_TRANSFER_READ_BIT | VK_ACCESS_TRANSFER_WRITE_BIT |
                                                    VK_ACCESS_HOST_READ_BIT};
  const VkPipelineStageFlags work = VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT;
  vk->vkCmdPipelineBarrier(commands, work, work | VK_PIPELINE_STAGE_HOST_BIT, 0, 1, &barrier, 0, NULL, 0, NULL);
}

int32_t vulkanEnd(Device *device, VkCommandBuffer commands) {
  return vulkanFail(device, "vkEndCommandBuffer", vulkanOf(device)->vkEndCommandBuffer(commands));
}

int32_t vulkanSubmit(Device *device, const VkCommandBuffer *commands, uint32_t count, const char *what) {
  Vulkan *vk = vulkanOf(device);
  const VkSubmitInfo submit = {VK_STRUCTURE_TYPE_SUBMIT_INFO, .commandBufferCount = count, .pCommandBuffers = commands};
  VkResult error = vk->vkResetFences(vk->device, 1, &vk->done);
  if (!error)
    error = vk->vkQueueSubmit(vk->queue, 1, &submit, vk->done);
  if (!error)
    error = vk->vkWaitForFences(vk->device, 1, &vk->done, VK_TRUE, UINT64_MAX);
  return vulkanFail(device, what, error);
}
