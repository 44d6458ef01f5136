/* fake_device: devices for the table of fake_net, in this process's memory. Environment: FAKE_DEVICES (how many there
 * are of opencl; unset: the net is compiled for none), FAKE_DEVICE_STATUS (what every call of an open device returns),
 * FAKE_DEVICE_STEPS (how many steps a device takes before it is lost). */
#pragma once
#include "runtime/include/resnetc/net.h"

/* Fills or empties the fields of devices, and `target`. */
void fake_device_fill(resnetc_net *table);
