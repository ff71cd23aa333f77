// Only the reentrant functions: each takes its context, so no state is shared between threads.
#define GEOS_USE_ONLY_R_API
#include <geos_c.h>
