package io.strait.task;

/// Whose `ThreadLocal`s the code of a task sees. Unless it is said otherwise, a task has its own,
/// as a virtual thread has; a connection's coroutine stands where a callback stood, and has those
/// of its loop.
///
/// `InheritableThreadLocal`s are those of the thread in any case. Where the JVM was started without
/// `--add-exports=java.base/jdk.internal.misc=…`, all are.
public enum ThreadLocals {
    /// Those of the loop's thread, which all its callbacks and such tasks see. A cache that is kept
    /// in one is made once; what is meant for one task alone, others see and change.
    OF_THE_LOOP,
    /// Its own, which nobody else sees. None is set when the task begins, and all are gone when it
    /// ends. A cache that is kept in one is made once a task.
    OF_THE_TASK
}
