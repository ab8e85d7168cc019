#pragma once

namespace hall::drivers::tool {

// Lines for a technician, or one JSON object a line.
enum class Format { Lines, Json };

}  // namespace hall::drivers::tool
