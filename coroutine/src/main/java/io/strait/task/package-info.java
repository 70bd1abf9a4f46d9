/// Tasks: coroutines that a loop resumes. A [Loop] is a thread with a queue and a clock; a [Task]
/// runs on one loop for life, parks in a [Wait] and is woken when there is something to look at.
/// Knows no Netty.
@NullMarked
package io.strait.task;

import org.jspecify.annotations.NullMarked;
