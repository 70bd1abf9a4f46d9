package io.strait.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An exchange for the tasks of several loops, and for any thread.
///
/// @param <T> the items
class SharedExchange<T> extends Exchange<T> {
    /*
     * Each method holds the lock for a few steps, in which nothing is called but the methods of the two classes. Nobody
     * parks or is woken under it. It is a monitor since the JVM releases that whatever happens, also where the stack
     * ends.
     *
     * No wake-up is lost between two loops:
     *   Entry:   a task gets in line, looks once more, and parks on its own loop. Each look takes the lock.
     *   Signal:  another thread changes the state, then asks nextToWake() who has to look, and wakes that task. A wake-up
     *            from a foreign thread is a command of the task's loop, which runs after the task has parked.
     *   `woken`: is set when a taker is told, and reset by its look. While it is set the look is still to come, and will
     *            see all that has happened since. So many items at once cost one command.
     *   Exit:    a taker takes and leaves the line in one step. A putter withdraws its item in one step, or finds out that
     *            it was accepted: then the put is done, also if the task was cancelled at the same time.
     */
    SharedExchange(int capacity) {
        super(capacity);
    }

    @Override
    void enterThread() {}

    @Override
    synchronized boolean put(T item) {
        return super.put(item);
    }

    @Override
    synchronized boolean offer(T item) {
        return super.offer(item);
    }

    @Override
    synchronized void getInLine(Putter putter) {
        super.getInLine(putter);
    }

    @Override
    synchronized boolean isSettled(Putter putter) {
        return super.isSettled(putter);
    }

    @Override
    synchronized boolean withdraw(Putter putter) {
        return super.withdraw(putter);
    }

    @Override
    synchronized @Nullable T take() {
        return super.take();
    }

    @Override
    synchronized @Nullable T take(Taker taker) {
        return super.take(taker);
    }

    @Override
    synchronized @Nullable T next() {
        return super.next();
    }

    @Override
    synchronized List<T> drain() {
        return super.drain();
    }

    /// Only a taker in line can be sure that nobody on another thread is faster, once it has seen
    /// something.
    @Override
    boolean isReady() {
        return isAtEnd();
    }

    @Override
    synchronized void getInLine(Taker taker) {
        super.getInLine(taker);
    }

    @Override
    synchronized boolean isDue(Taker taker) {
        return super.isDue(taker);
    }

    @Override
    synchronized void leave(Taker taker) {
        super.leave(taker);
    }

    @Override
    synchronized void close() {
        super.close();
    }

    @Override
    synchronized void fail(Throwable cause) {
        super.fail(cause);
    }

    @Override
    synchronized boolean isAtEnd() {
        return super.isAtEnd();
    }

    @Override
    synchronized boolean isClosed() {
        return super.isClosed();
    }

    @Override
    synchronized @Nullable Throwable cause() {
        return super.cause();
    }

    @Override
    synchronized int size() {
        return super.size();
    }

    @Override
    synchronized @Nullable Task nextToWake() {
        return super.nextToWake();
    }
}
