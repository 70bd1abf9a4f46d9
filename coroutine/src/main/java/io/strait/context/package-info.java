/// What others keep on the thread, made to follow tasks: [io.strait.task.ThreadContext]s for the
/// libraries that are asked for most. Each needs its library, which is an optional dependency.
@NullMarked
package io.strait.context;

import org.jspecify.annotations.NullMarked;
