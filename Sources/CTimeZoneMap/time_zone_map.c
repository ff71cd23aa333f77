#include "time_zone_map.h"

// The package is compiled as the C of before 2023, in which clang offers #embed as an extension.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc23-extensions"
static const unsigned char contents[] __attribute__((aligned(64))) = {
#embed "../../Data/timezones/zones.map"
};
#pragma clang diagnostic pop

const unsigned char *vicinity_time_zone_map(void) { return contents; }

size_t vicinity_time_zone_map_size(void) { return sizeof contents; }
