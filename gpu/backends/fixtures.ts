import { existsSync } from 'node:fs'

/** What the tests of backends share. */

const SOFTWARE_VULKAN = '/usr/lib/chromium/vk_swiftshader_icd.json'

/**
 * Whether the backends that need more than npm installs are to be tested: Dawn on a software Vulkan, and Chromium. They
 * take half a minute, so that they run where ALPHABAR_ALL_BACKENDS is set, as it is in continuous integration; then a
 * missing one fails.
 */
export const demanded = process.env.ALPHABAR_ALL_BACKENDS !== undefined

/** Lets Dawn find a Vulkan driver where the machine names none. */
export function useSoftwareVulkan(): void {
  if (process.env.VK_DRIVER_FILES !== undefined || !existsSync(SOFTWARE_VULKAN)) return
  process.env.VK_DRIVER_FILES = SOFTWARE_VULKAN
  process.env.XDG_RUNTIME_DIR ??= '/tmp'
}
