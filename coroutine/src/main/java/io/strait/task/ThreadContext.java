package io.strait.task;

import java.util.List;

/// Something that code keeps on its thread, such as SLF4J's MDC or a tracing span, made to follow
/// tasks: each has its own, and takes it along over its waits.
///
/// A task has one if it was asked for ([TaskOptions], for connections `ConnectionOptions`), and
/// what it forks has it too, with what was on the thread at the fork. When the task begins, what is
/// on the thread then is its own. Whenever its code goes on, this is put on the thread, and when it
/// stops, the thread gets back what it had before. A message that a connection reads comes with
/// what was on the thread when it was handed to the `CoroutineHandler`; from then on that is the
/// reading task's.
///
/// `io.strait.context` has some ready ones. Two that are equal are taken for the same.
///
/// All methods are called on the loop's thread, or on that of an [Offload], and must not wait. What
/// they throw at a switch doesn't end the task, which runs without: the loop is told, as if a
/// command of its own had thrown it. Elsewhere (a fork, a read, an offload) it leaves from there.
///
/// @param <C> what is kept for a task
public interface ThreadContext<C> {
    /// What is on the calling thread now.
    ///
    /// @return never changes when the thread's does
    C capture();

    /// Puts `context` on the calling thread, in place of all that is there. If it throws, it has
    /// put nothing.
    ///
    /// @param context what [#capture] has returned, on any thread
    /// @return puts back what was there before; is called once, on the same thread, whatever has
    ///   been put there since
    Runnable put(C context);

    /// Several in one.
    ///
    /// @param contexts are put in this order, and taken off in the opposite one
    /// @return all of them
    static ThreadContext<?> of(ThreadContext<?>... contexts) {
        return new ThreadContexts(List.of(contexts));
    }
}
