// Vulkan: driver, device, queue; and their end.
#include "runtime/embed/device/vulkan.h"

int32_t vulkanFail(Device *device, const char *what, VkResult code) {
  const int isMemory = code == VK_ERROR_OUT_OF_DEVICE_MEMORY || code == VK_ERROR_OUT_OF_HOST_MEMORY;
  return code ? deviceFail(device, isMemory ? RESNETC_DEVICE_MEMORY : RESNETC_DEVICE, what, code, NULL) : RESNETC_OK;
}

static int32_t vulkanLoad(Device *device) {
  static const char *const names[] = {"libvulkan.so.1", "libvulkan.so", NULL};
  Vulkan *vk = vulkanOf(device);
  void *library = deviceLibrary(names);
  const PFN_vkGetInstanceProcAddr get =
      library ? (PFN_vkGetInstanceProcAddr)deviceSymbol(library, "vkGetInstanceProcAddr") : NULL;
  if (!get)
    return deviceFail(device, RESNETC_NO_DEVICE, "libvulkan.so.1 is not installed", 0, NULL);
  const PFN_vkCreateInstance create = (PFN_vkCreateInstance)get(NULL, "vkCreateInstance");
  const VkApplicationInfo application = {VK_STRUCTURE_TYPE_APPLICATION_INFO, .apiVersion = VK_API_VERSION_1_0};
  const VkInstanceCreateInfo info = {VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO, .pApplicationInfo = &application};
  const VkResult error = create ? create(&info, NULL, &vk->instance) : VK_ERROR_INITIALIZATION_FAILED;
  if (error) // VK_ERROR_INCOMPATIBLE_DRIVER where the loader finds no driver
    return deviceFail(device, RESNETC_NO_DEVICE, "no driver", error, NULL);
#define VULKAN_LOAD(name)                                                                                              \
  if (!(vk->name = (PFN_##name)get(vk->instance, #name)))                                                              \
    return deviceFail(device, RESNETC_NO_DEVICE, "the driver lacks", 0, #name);
  VULKAN_FUNCTIONS(VULKAN_LOAD)
  return RESNETC_OK;
}

/// Of all that is the device's own; of one that has none apart, the system's.
static int64_t vulkanMemory(const Vulkan *vk) {
  VkPhysicalDeviceMemoryProperties memory;
  vk->vkGetPhysicalDeviceMemoryProperties(vk->physical, &memory);
  int64_t bytes = 0;
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
    if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
      bytes += (int64_t)memory.memoryHeaps[i].size;
  return bytes;
}

static int32_t vulkanSelect(Device *device, int32_t index) {
  enum { MOST_DEVICES = 32 };
  Vulkan *vk = vulkanOf(device);
  if (vulkanLoad(device))
    return device->failure;
  VkPhysicalDevice devices[MOST_DEVICES];
  uint32_t count = MOST_DEVICES;
  const VkResult error = vk->vkEnumeratePhysicalDevices(vk->instance, &count, devices);
  if (error < 0 || index < 0 || (uint32_t)index >= count)
    return deviceFail(device, RESNETC_NO_DEVICE, "no such device", error < 0 ? error : 0, NULL);
  vk->physical = devices[index];
  device->memoryBytes = vulkanMemory(vk);
  VkPhysicalDeviceProperties properties;
  vk->vkGetPhysicalDeviceProperties(vk->physical, &properties);
  deviceAddToName(device, properties.deviceName);
  if (properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU)
    deviceAddToName(device, " (CPU)");
  return RESNETC_OK;
}

/// A queue for kernels; index arithmetic of kernels is in 64 bits.
static int32_t vulkanQueue(Device *device) {
  enum { MOST_FAMILIES = 32 };
  Vulkan *vk = vulkanOf(device);
  VkQueueFamilyProperties families[MOST_FAMILIES];
  uint32_t count = MOST_FAMILIES;
  vk->vkGetPhysicalDeviceQueueFamilyProperties(vk->physical, &count, families);
  while (vk->family < count && !(families[vk->family].queueFlags & VK_QUEUE_COMPUTE_BIT))
    ++vk->family;
  if (vk->family == count)
    return deviceFail(device, RESNETC_NO_DEVICE, "the device runs no kernels", 0, NULL);
  VkPhysicalDeviceFeatures has;
  vk->vkGetPhysicalDeviceFeatures(vk->physical, &has);
  if (!has.shaderInt64)
    return deviceFail(device, RESNETC_DEVICE, "the device lacks 64-bit integers (shaderInt64)", 0, NULL);
  const float priority = 1;
  const VkPhysicalDeviceFeatures wanted = {.shaderInt64 = VK_TRUE};
  const VkDeviceQueueCreateInfo queue = {VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO, .queueFamilyIndex = vk->family,
                                         .queueCount = 1, .pQueuePriorities = &priority};
  const VkDeviceCreateInfo info = {VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO, .queueCreateInfoCount = 1,
                                   .pQueueCreateInfos = &queue, .pEnabledFeatures = &wanted};
  const VkResult error = vk->vkCreateDevice(vk->physical, &info, NULL, &vk->device);
  if (!error)
    vk->vkGetDeviceQueue(vk->device, vk->family, 0, &vk->queue);
  return vulkanFail(device, "vkCreateDevice", error);
}

static int32_t vulkanPools(Device *device) {
  Vulkan *vk = vulkanOf(device);
  const VkCommandPoolCreateInfo pool = {VK_STRUCTURE_TYPE_COMMAND_POOL_CREATE_INFO,
                                        .flags = VK_COMMAND_POOL_CREATE_RESET_COMMAND_BUFFER_BIT,
                                        .queueFamilyIndex = vk->family};
  VkResult error = vk->vkCreateCommandPool(vk->device, &pool, NULL, &vk->pool);
  VkCommandBuffer copies[2] = {NULL, NULL};
  const VkCommandBufferAllocateInfo commands = {VK_STRUCTURE_TYPE_COMMAND_BUFFER_ALLOCATE_INFO, .commandPool = vk->pool,
                                                .level = VK_COMMAND_BUFFER_LEVEL_PRIMARY, .commandBufferCount = 2};
  if (!error)
    error = vk->vkAllocateCommandBuffers(vk->device, &commands, copies);
  vk->before = copies[0];
  vk->after = copies[1];
  const VkFenceCreateInfo fence = {.sType = VK_STRUCTURE_TYPE_FENCE_CREATE_INFO};
  if (!error)
    error = vk->vkCreateFence(vk->device, &fence, NULL, &vk->done);
  const uint32_t launches = (uint32_t)device->launchRoom;
  const VkDescriptorPoolSize buffers = {VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, launches * DEVICE_MAX_ARGUMENTS};
  const VkDescriptorPoolCreateInfo descriptors = {VK_STRUCTURE_TYPE_DESCRIPTOR_POOL_CREATE_INFO, .maxSets = launches,
                                                  .poolSizeCount = 1, .pPoolSizes = &buffers};
  if (!error)
    error = vk->vkCreateDescriptorPool(vk->device, &descriptors, NULL, &vk->descriptors);
  return vulkanFail(device, "creating pools", error);
}

static int32_t vulkanZeroSpaces(Device *device) {
  const Vulkan *vk = vulkanOf(device);
  if (vulkanBegin(device, vk->before))
    return device->failure;
  for (int i = 0; i < DEVICE_SPACES; ++i)
    if (vk->spaces[i].buffer)
      vk->vkCmdFillBuffer(vk->before, vk->spaces[i].buffer, 0, VK_WHOLE_SIZE, 0);
  vulkanBarrier(vk, vk->before);
  return vulkanEnd(device, vk->before) ? device->failure : vulkanSubmit(device, &vk->before, 1, "zeroing memory");
}

static int32_t vulkanOpen(Device *device) {
  Vulkan *vk = vulkanOf(device);
  if (vulkanQueue(device) || vulkanPools(device) || vulkanCreateBlock(device, &vk->staging, device->stagingBytes, 1))
    return device->failure;
  for (int i = 0; i < DEVICE_SPACES; ++i)
    if (device->spaceBytes[i] && vulkanCreateBlock(device, &vk->spaces[i], device->spaceBytes[i], 0))
      return device->failure;
  return vulkanZeroSpaces(device);
}

static void vulkanReleaseDevice(Device *device) {
  const Vulkan *vk = vulkanOf(device);
  vk->vkDeviceWaitIdle(vk->device); // after a failure work may be under way; null is fine for all that follows
  for (int64_t i = 0; i < device->launchCount; ++i) {
    const uint64_t *objects = device->launches[i].objects;
    vk->vkDestroyPipeline(vk->device, (VkPipeline)objects[VULKAN_PIPELINE], NULL);
    vk->vkDestroyPipelineLayout(vk->device, (VkPipelineLayout)objects[VULKAN_LAYOUT], NULL);
    vk->vkDestroyDescriptorSetLayout(vk->device, (VkDescriptorSetLayout)objects[VULKAN_SET_LAYOUT], NULL);
  }
  vk->vkDestroyDescriptorPool(vk->device, vk->descriptors, NULL);
  vk->vkDestroyFence(vk->device, vk->done, NULL);
  vk->vkDestroyCommandPool(vk->device, vk->pool, NULL);
  vulkanDestroyBlock(vk, &vk->staging);
  for (int i = 0; i < DEVICE_SPACES; ++i)
    vulkanDestroyBlock(vk, &vk->spaces[i]);
  vk->vkDestroyDevice(vk->device, NULL);
}

static void vulkanClose(Device *device) {
  const Vulkan *vk = vulkanOf(device);
  if (vk->device)
    vulkanReleaseDevice(device);
  if (vk->instance && vk->vkDestroyInstance)
    vk->vkDestroyInstance(vk->instance, NULL);
}

const DeviceApi support_vulkan = {"vulkan",    vulkanSelect, vulkanOpen, vulkanLaunch,
                                  vulkanReady, vulkanWork,   vulkanClose};
