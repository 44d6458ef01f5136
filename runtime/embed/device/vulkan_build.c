// Vulkan: SPIR-V becomes a pipeline.
#include "runtime/embed/device/vulkan.h"

/// Halide's container: how many kernels; of each its bytes, the words of its name, the name; then the kernels, each a
/// header (its first word counts its words) and SPIR-V.
static int32_t findShader(Device *device, const Launch *launch, VkShaderModuleCreateInfo *shader) {
  const uint32_t *words = (const uint32_t *)launch->source, *name = words + 1;
  uint64_t offset = 0, bytes = 0, sum = 0;
  for (uint32_t i = 0; i < words[0]; ++i, name += 2 + name[1]) {
    if (support_is_same_text((const char *)(name + 2), launch->entry)) {
      offset = sum;
      bytes = name[0];
    }
    sum += name[0];
  }
  if (!bytes)
    return deviceFail(device, RESNETC_INTERNAL, "no shader of that name", 0, launch->entry);
  const uint32_t *header = name + offset / sizeof(uint32_t);
  *shader = (VkShaderModuleCreateInfo){VK_STRUCTURE_TYPE_SHADER_MODULE_CREATE_INFO,
                                       .codeSize = bytes - sizeof(uint32_t) * header[0], .pCode = header + header[0]};
  return RESNETC_OK;
}

static VkResult createLayout(const Vulkan *vk, Launch *launch) {
  VkDescriptorSetLayoutBinding bindings[DEVICE_MAX_ARGUMENTS];
  for (uint32_t i = 0; i < launch->argumentCount; ++i)
    bindings[i] =
        (VkDescriptorSetLayoutBinding){i, VK_DESCRIPTOR_TYPE_STORAGE_BUFFER, 1, VK_SHADER_STAGE_COMPUTE_BIT, NULL};
  const VkDescriptorSetLayoutCreateInfo set = {VK_STRUCTURE_TYPE_DESCRIPTOR_SET_LAYOUT_CREATE_INFO,
                                               .bindingCount = launch->argumentCount, .pBindings = bindings};
  VkDescriptorSetLayout *setLayout = (VkDescriptorSetLayout *)&launch->objects[VULKAN_SET_LAYOUT];
  const VkResult error = vk->vkCreateDescriptorSetLayout(vk->device, &set, NULL, setLayout);
  if (error)
    return error;
  const VkPipelineLayoutCreateInfo layout = {VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO, .setLayoutCount = 1,
                                             .pSetLayouts = setLayout};
  return vk->vkCreatePipelineLayout(vk->device, &layout, NULL, (VkPipelineLayout *)&launch->objects[VULKAN_LAYOUT]);
}

int32_t vulkanBuild(Device *device, Launch *launch) {
  const Vulkan *vk = vulkanOf(device);
  VkShaderModuleCreateInfo info;
  if (findShader(device, launch, &info))
    return device->failure;
  VkShaderModule shader = VK_NULL_HANDLE;
  VkResult error = vk->vkCreateShaderModule(vk->device, &info, NULL, &shader);
  if (!error)
    error = createLayout(vk, launch);
  const VkComputePipelineCreateInfo pipeline = {
      VK_STRUCTURE_TYPE_COMPUTE_PIPELINE_CREATE_INFO,
      .stage = {VK_STRUCTURE_TYPE_PIPELINE_SHADER_STAGE_CREATE_INFO, .stage = VK_SHADER_STAGE_COMPUTE_BIT,
                .module = shader, .pName = launch->entry},
      .layout = (VkPipelineLayout)launch->objects[VULKAN_LAYOUT]};
  if (!error)
    error = vk->vkCreateComputePipelines(vk->device, VK_NULL_HANDLE, 1, &pipeline, NULL,
                                         (VkPipeline *)&launch->objects[VULKAN_PIPELINE]);
  vk->vkDestroyShaderModule(vk->device, shader, NULL); // the pipeline has its own
  if (!error)
    return RESNETC_OK;
  vulkanFail(device, "building a kernel", error);
  return device->failure;
}
