package io.strait.coroutine;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A function that can stop in the middle, also below many calls, and be continued later.
///
/// ```java
/// Coroutine<Integer, Integer> sums = Coroutine.create((self, first) -> {
///     int sum = first;
///     while (true) sum += self.suspend(sum);
/// });
/// sums.resume(1);   // 1
/// sums.resume(2);   // 3
/// sums.resume(39);  // 42
/// sums.cancel();    // its finally blocks run
/// ```
///
/// The model is Lua's (de Moura and Ierusalimschy, _Revisiting Coroutines_, 2009): stackful, since
/// a suspension may happen below any number of calls; asymmetric, since a coroutine suspends to
/// whoever resumed it. Values pass both ways: [#resume] hands one in and returns the one that
/// [#suspend] hands out, or what the body returned at its end. An exception of the body leaves from
/// `resume`.
///
/// **Thread.** A coroutine belongs to the thread that created it. Every method throws an
/// `IllegalStateException` when called from another one, except [#status], which then is only a
/// snapshot. Locks, thread locals and the interrupt flag belong to the thread, not to the
/// coroutine: never suspend or resume inside `synchronized` or with a `java.util.concurrent` lock
/// held. The first is noticed, and refused with a [LockHeldException]; with the system property
/// `io.strait.lockGuard` set to `full`, which is slow, the second too. Scoped values are the
/// coroutine's own: it sees those that were bound where it was created, and what it binds itself.
///
/// **Misuse** is an `IllegalStateException` that names the coroutine and its status. It changes
/// nothing: the coroutine can go on afterwards.
///
/// **Depth.** A suspension may be some thousand calls deep, but not as deep as the thread's stack
/// would allow without: to suspend takes stack, too. With G1 the frames have to fit into one object
/// of less than half a heap region; with regions of 1 MB that is some thousand interpreted frames.
///
/// A suspended coroutine that nobody refers to any more is collected like any object, and its
/// `finally` blocks then never run. Whoever creates one is its owner, and runs it to its end or
/// cancels it.
///
/// @param <I> what [#resume] hands in
/// @param <O> what [#suspend] and the body's end hand out
public sealed interface Coroutine<I extends @Nullable Object, O extends @Nullable Object>
        permits StackfulCoroutine {

    /// What a coroutine is doing.
    enum Status {
        /// It has not started yet, or has stopped in [Coroutine#suspend]: `resume` runs it.
        SUSPENDED,
        /// It is the one whose code runs now.
        RUNNING,
        /// It resumed another one and waits for it, or it is part of an enclosing suspended
        /// coroutine.
        NORMAL,
        /// Its body has returned, thrown or been cancelled.
        DEAD
    }

    /// The code of a coroutine.
    ///
    /// @param <I> what [Coroutine#resume] hands in
    /// @param <O> what [Coroutine#suspend] and the body's end hand out
    @FunctionalInterface
    interface Body<I extends @Nullable Object, O extends @Nullable Object> {
        /// Runs on the owner thread, inside the first [Coroutine#resume].
        ///
        /// @param self the coroutine that runs this body: its handle to suspend
        /// @param first what the first `resume` handed in
        /// @return what the last `resume` returns
        O run(Coroutine<I, O> self, I first);
    }

    /// The code of a coroutine that a scheduler resumes and suspends, and nobody else: see
    /// [#createScheduled].
    interface Scheduled extends Body<@Nullable Object, @Nullable Object> {
        /// What an attempt by anybody else is answered with, as the end of the exception's message.
        /// Called on the owner thread.
        ///
        /// @param operation what was tried: `resume`, `suspend` or `cancel`
        /// @return what to do instead, for instance "wait with Task.await()"
        String insteadOf(String operation);
    }

    /// Makes a suspended coroutine of the calling thread; `body` starts at the first [#resume].
    ///
    /// @param <I> what `resume` hands in
    /// @param <O> what `suspend` and the body's end hand out
    /// @param body the code; its `toString()` names the coroutine in messages
    /// @return the coroutine
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    static <I extends @Nullable Object, O extends @Nullable Object> Coroutine<I, O> create(
            Body<I, O> body) {
        ContinuationAccess.ensure();
        return new StackfulCoroutine<>(body);
    }

    /// Makes a suspended coroutine of the calling thread, with a name for messages.
    ///
    /// @param <I> what `resume` hands in
    /// @param <O> what `suspend` and the body's end hand out
    /// @param name what messages call it
    /// @param body the code
    /// @return the coroutine
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    static <I extends @Nullable Object, O extends @Nullable Object> Coroutine<I, O> create(
            String name, Body<I, O> body) {
        ContinuationAccess.ensure();
        return StackfulCoroutine.named(name, body);
    }

    /// Makes a suspended coroutine of the calling thread that only its scheduler resumes and
    /// suspends. Its code may get at it by [#current], and a scheduler that counts on being the one
    /// who knows when it runs would be wrong from then on.
    ///
    /// Who has `body` is the scheduler: `resume(body)` and `suspend(body)` work as they always do.
    /// With any other value they throw an `IllegalStateException` that ends with
    /// [Scheduled#insteadOf], and so does [#cancel] unless it is dead. Code inside it that would
    /// suspend a coroutine *around* it is refused likewise, since that would suspend this one too.
    ///
    /// @param body the code; its `toString()` names the coroutine in messages
    /// @return the coroutine; its values are of no use but to say who calls
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    static Coroutine<@Nullable Object, @Nullable Object> createScheduled(Scheduled body) {
        ContinuationAccess.ensure();
        return StackfulCoroutine.scheduled(body);
    }

    /// Throws what the first use of a coroutine would throw in this JVM, if anything. For libraries
    /// that want to fail when they are set up rather than at their first connection.
    ///
    /// @throws IllegalStateException if this JVM was started without access to continuations; the
    ///   message gives the line to add
    static void ensureAvailability() {
        ContinuationAccess.ensure();
    }

    /// Throws if the calling code couldn't be suspended as it holds a lock. For operations that
    /// suspend only now and then, such as those of streams: with this the caller learns of its lock
    /// at the first call, not when there is something to wait for. It sees what the lock guard sees
    /// at its level, and does nothing outside of coroutines.
    ///
    /// @throws LockHeldException if a suspension would throw it
    static void ensureUnlocked() {
        LockGuard.ensureUnlocked(Thread.currentThread());
    }

    /// The innermost coroutine whose code is running on the calling thread.
    ///
    /// @return the coroutine, or null outside of any
    static @Nullable Coroutine<?, ?> current() {
        return ContinuationAccess.isAvailable() ? StackfulCoroutine.innermost() : null;
    }

    /// Runs this coroutine until it suspends or ends.
    ///
    /// @param input the body's first argument at the first resume, then what [#suspend] returns
    /// @return what the body handed to `suspend`, or what it returned; [#status] tells which
    /// @throws IllegalStateException if it is not suspended, belongs to another thread, or only its
    ///   scheduler resumes it
    /// @throws LockHeldException if the thread is inside `synchronized`; it is still suspended
    /// @throws StackOverflowError if the thread has too little stack left to go on with it: the
    ///   deeper the calls in which it stopped, the more that takes. It is still suspended, and can
    ///   be resumed where there is more. (One that its own code runs into is an exception of the
    ///   body.)
    O resume(I input);

    /// Stops this coroutine: the `resume` that runs it returns `output`. Returns when it is resumed
    /// again.
    ///
    /// Called from a coroutine that runs inside this one, a generator for instance, it suspends
    /// both: the inner one goes on, as a part of this one, when this one is resumed.
    ///
    /// @param output what `resume` returns
    /// @return what the next `resume` hands in
    /// @throws CancellationException if it was not resumed but cancelled
    /// @throws PinnedException if a native frame or a class initializer on its stack forbids to
    ///   suspend, or its code has, with [#forbidSuspension]; the coroutine goes on
    /// @throws LockHeldException if the thread is inside `synchronized`; the coroutine goes on
    /// @throws IllegalStateException if it isn't this coroutine's code that calls, or only the
    ///   scheduler suspends it, or one that runs inside it
    I suspend(O output);

    /// Has this coroutine, whose code calls, refuse to suspend until [#allowSuspension]: what its
    /// code has open must not stay open while others run. One around it can still be suspended,
    /// with all that is inside. A coroutine that has a scheduler is not pinned by this, since it is
    /// the one that waits. Calls nest, a hundred deep at most.
    ///
    /// @throws IllegalStateException on another thread
    void forbidSuspension();

    /// Takes one [#forbidSuspension] back.
    ///
    /// @throws IllegalStateException on another thread
    void allowSuspension();

    /// Ends this coroutine: the `suspend` in which it stopped throws a `CancellationException`, so
    /// that its `finally` blocks run. One that has not started is dead at once; for a dead one
    /// nothing happens.
    ///
    /// A `finally` block that suspends is not waited for: that suspension throws too. If one throws
    /// another exception, or the body catches the `CancellationException` and throws another one,
    /// then that one leaves from here, and the coroutine is dead. A `CancellationException` never
    /// does, whoever has thrown it.
    ///
    /// @throws LockHeldException if the thread is inside `synchronized`; it is not cancelled
    /// @throws StackOverflowError as [#resume] does; it is not cancelled
    /// @throws IllegalStateException if it is running, resumed another one, belongs to another
    ///   thread, or only its scheduler resumes it; or if its body caught the
    ///   `CancellationException` a hundred times and went on suspending
    void cancel();

    /// What this coroutine is doing. From another thread than the owner: what it did a moment ago.
    ///
    /// @return the status
    Status status();

    /// Where this coroutine's code stands, also while it is suspended: its own frames, innermost
    /// first, without those of whoever resumed it.
    ///
    /// @return the frames; none if it has not started or is dead
    /// @throws IllegalStateException if it belongs to another thread
    StackTraceElement[] stackTrace();
}
