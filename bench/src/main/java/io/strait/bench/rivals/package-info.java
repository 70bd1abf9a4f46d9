/// What one would take instead of Strait's tasks, doing the same as they do in the benchmarks, and
/// each written as its own users would write it. All run on one thread, as the tasks of a loop do:
/// virtual threads on one carrier, and Kotlin's coroutines in `runBlocking`. The methods loop, so
/// that what it costs to start counts little.
@NullMarked
package io.strait.bench.rivals;

import org.jspecify.annotations.NullMarked;
