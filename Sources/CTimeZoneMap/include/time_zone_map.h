#ifndef VICINITY_TIME_ZONE_MAP_H
#define VICINITY_TIME_ZONE_MAP_H

#include <stddef.h>

/// The contents of Data/timezones/zones.map, which last as long as the process.
///
/// They contain data from OpenStreetMap under the ODbL 1.0; Data/timezones/README.md says more.
const unsigned char *vicinity_time_zone_map(void);

/// The bytes at `vicinity_time_zone_map()`.
size_t vicinity_time_zone_map_size(void);

#endif
