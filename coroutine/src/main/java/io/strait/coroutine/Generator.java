package io.strait.coroutine;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The values that a piece of code yields one after the other, computed on demand.
///
/// ```java
/// static void preorder(Tree tree, Generator.Sink<String> sink) {
///     if (tree == null) return;
///     sink.yield(tree.label());
///     preorder(tree.left(), sink);
///     preorder(tree.right(), sink);
/// }
///
/// for (String label : Generator.<String>of(sink -> preorder(tree, sink))) ...
/// ```
///
/// The code runs in a [Coroutine] of its own, from one [Sink#yield] to the next, whenever a value
/// is asked for: nothing is computed that nobody asks for, and it may yield from any depth of
/// calls.
///
/// A switch costs some hundred nanoseconds. Where the values are computed in less than that, and
/// are worth computing in advance, [#prefetch] has one switch made for many of them.
///
/// A generator is one run of its code. A second `for` loop goes on where the first one stopped.
/// Like the coroutine, it belongs to the thread that first asks it for a value, and all of its
/// methods are to be called there. One that is not run to its end is to be closed, so that
/// `finally` blocks run:
///
/// ```java
/// try (Generator<Row> rows = Generator.of(table::scan)) {
///     for (Row row : rows) if (row.matches()) return row;
/// }
/// ```
///
/// @param <T> what it yields
public final class Generator<T extends @Nullable Object> implements Iterable<T>, AutoCloseable {

    /// Where the code of a generator puts its values.
    ///
    /// @param <T> what it takes
    @FunctionalInterface
    public interface Sink<T extends @Nullable Object> {
        /// Hands out `value` and suspends until the next one is asked for; with
        /// [Generator#prefetch], only once it is as far ahead as it may be.
        ///
        /// @param value the value; may be null
        /// @throws java.util.concurrent.CancellationException if the generator was closed instead
        @SuppressWarnings(
                "NamedLikeContextualKeyword") // The field's word; always called qualified.
        void yield(T value);
    }

    /*
     * The code runs until it has yielded `limit` values, or ends. It puts all but the last of them into
     * `ahead`, without a switch; the last one it hands out by suspending. `filled` is the code's own count.
     * What may be taken are `ahead` from `taken` to `available`, and then `value`; the code runs again only
     * when that is nothing, so the two never use the array at once. Without prefetch the limit is 1, and
     * there is no array.
     */
    private static final Object[] NONE = {};

    private final Consumer<? super Sink<T>> code;
    private final Values values = new Values();
    private @Nullable StackfulCoroutine<@Nullable Void, @Nullable T> coroutine;
    private boolean closed;
    private int limit = 1;

    private @Nullable Object[] ahead = NONE;
    private int filled;
    private int available;
    private int taken;

    /* The last value that was computed and not yet taken, if `computed`. */
    private boolean computed;
    private @Nullable T value;

    /* What the code threw after values that have not been taken yet. */
    private @Nullable Throwable failure;

    private Generator(Consumer<? super Sink<T>> code) {
        this.code = Objects.requireNonNull(code, "code");
    }

    /// Makes a generator. `code` does not run before the first value is asked for.
    ///
    /// @param <T> what it yields
    /// @param code yields the values to the sink that it is given, which it must not use outside
    ///   its own run
    /// @return the generator
    public static <T extends @Nullable Object> Generator<T> of(Consumer<? super Sink<T>> code) {
        return new Generator<>(code);
    }

    /// Lets the code run ahead of who takes its values: when one is asked for and none is there, it
    /// runs until it has yielded `values` of them, or ends. A coroutine switch then comes once for
    /// so many values instead of for each.
    ///
    /// Nothing else changes. No code runs before the first value is asked for. An exception of the
    /// code leaves where it did before, after the values that were yielded before it; one that
    /// happens ahead of the last value that anybody takes is never seen. [#close] drops the values
    /// that nobody took. A `yield` is refused where a suspension would be, whether it is its turn
    /// to suspend or not; except that on a stack that is pinned only one whose turn it is fails.
    ///
    /// @param values how many values at most are computed at a time; 1 is what happens without
    /// @return this generator
    /// @throws IllegalArgumentException if `values` is less than 1
    /// @throws IllegalStateException if a value was asked for already
    public Generator<T> prefetch(int values) {
        if (values < 1)
            throw new IllegalArgumentException("cannot prefetch " + values + " values: 1 at least");
        if (coroutine != null)
            throw new IllegalStateException("cannot prefetch: " + coroutine + " has started");
        limit = values;
        return this;
    }

    private final class Run implements Coroutine.Body<@Nullable Void, @Nullable T> {
        @Override
        public @Nullable T run(Coroutine<@Nullable Void, @Nullable T> self, @Nullable Void first) {
            Sink<T> sink = limit == 1 ? self::suspend : next -> put(self, next);
            code.accept(sink);
            return null;
        }

        @Override
        public String toString() {
            return "generator " + code;
        }
    }

    /* The yield of a code that runs ahead. */
    private void put(Coroutine<@Nullable Void, @Nullable T> self, T next) {
        if (filled == ahead.length || closed) {
            self.suspend(next);
        } else {
            Objects.requireNonNull(coroutine).requireSuspendable(next);
            ahead[filled++] = next;
        }
    }

    /* Has a value ready, for which it runs the code if need be; false at its end. */
    private boolean compute() {
        if (coroutine == null) {
            if (closed) return false;
            ContinuationAccess.ensure();
            coroutine = new StackfulCoroutine<>(new Run());
            if (limit > 1) ahead = new Object[limit - 1];
        }
        coroutine.requireOwner("resume");
        if (taken < available || computed) return true;
        if (coroutine.status() == Coroutine.Status.DEAD) {
            throwFailure();
            return false;
        }
        T last = resume(coroutine);
        available = filled;
        computed = coroutine.status() != Coroutine.Status.DEAD;
        if (computed) value = last;
        else if (available == 0) throwFailure();
        return computed || available > 0;
    }

    /* If the code fails after values that are still to be taken, that waits. */
    private @Nullable T resume(StackfulCoroutine<@Nullable Void, @Nullable T> suspended) {
        try {
            return suspended.resume(null);
        } catch (Throwable thrown) {
            if (filled == 0 || suspended.status() != Coroutine.Status.DEAD) throw thrown;
            failure = thrown;
            return null;
        }
    }

    private void throwFailure() {
        Throwable thrown = failure;
        failure = null;
        if (thrown != null) throw StackfulCoroutine.<RuntimeException>sneaky(thrown);
    }

    @SuppressWarnings({"NullAway", "unchecked"}) // It is what the code yielded.
    private T take() {
        if (!compute()) throw new NoSuchElementException("the generator has ended");
        if (taken < available) {
            T next = (T) ahead[taken];
            ahead[taken++] = null;
            if (taken == available) taken = available = filled = 0;
            return next;
        }
        computed = false;
        T next = value;
        value = null;
        return next;
    }

    private final class Values implements Iterator<T> {
        @Override
        public boolean hasNext() {
            return compute();
        }

        @Override
        public T next() {
            return take();
        }
    }

    /// The values that have not been taken yet. It is always the same iterator. An exception of the
    /// code leaves from `hasNext()` or `next()`, and the generator has then ended.
    ///
    /// @return the one iterator of this generator
    @Override
    public Iterator<T> iterator() {
        return values;
    }

    /// Never splits: the code runs on one thread, so that a parallel stream takes its values there
    /// too.
    @Override
    public Spliterator<T> spliterator() {
        return new Spliterators.AbstractSpliterator<>(Long.MAX_VALUE, Spliterator.ORDERED) {
            @Override
            public boolean tryAdvance(Consumer<? super T> action) {
                if (!compute()) return false;
                action.accept(take());
                return true;
            }

            @Override
            public @Nullable Spliterator<T> trySplit() {
                return null;
            }
        };
    }

    /// The values that have not been taken yet, as a sequential stream. Closing the stream closes
    /// the generator.
    ///
    /// @return the stream
    public Stream<T> stream() {
        return StreamSupport.stream(spliterator(), false).onClose(this::close);
    }

    /// Ends the generator: the code's pending `yield` throws a `CancellationException`, so that its
    /// `finally` blocks run. Values that were computed and not taken are dropped. Closing again
    /// does nothing.
    ///
    /// @throws LockHeldException if the thread is inside `synchronized`; nothing happened
    /// @throws IllegalStateException if it is called by the generator's own code, or from another
    ///   thread than the one that took the first value; or as [Coroutine#cancel] does
    @Override
    public void close() {
        if (coroutine == null) {
            closed = true;
        } else {
            coroutine.requireOwner("cancel");
            boolean before = closed; // by a close in which this one happens
            closed = true;
            try {
                coroutine.cancel();
            } finally {
                if (coroutine.status() == Coroutine.Status.DEAD) drop();
                else closed = before || coroutine.isStubborn(); // refused, unless it was in vain
            }
        }
    }

    private void drop() {
        ahead = NONE;
        taken = available = filled = 0;
        computed = false;
        value = null;
        failure = null;
    }
}
