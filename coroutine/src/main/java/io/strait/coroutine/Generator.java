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
        /// Hands out `value` and suspends until the next one is asked for.
        ///
        /// @param value the value; may be null
        /// @throws java.util.concurrent.CancellationException if the generator was closed instead
        @SuppressWarnings(
                "NamedLikeContextualKeyword") // The field's word; always called qualified.
        void yield(T value);
    }

    private final Coroutine.Body<@Nullable Void, @Nullable T> body;
    private final Values values = new Values();
    private @Nullable Coroutine<@Nullable Void, @Nullable T> coroutine;
    private boolean closedBeforeStart;

    /* The value that was computed and not yet taken, if `computed`. */
    private boolean computed;
    private @Nullable T value;

    private Generator(Consumer<? super Sink<T>> code) {
        Objects.requireNonNull(code, "code");
        this.body = new Run<>(code);
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

    private record Run<T extends @Nullable Object>(Consumer<? super Sink<T>> code)
            implements Coroutine.Body<@Nullable Void, @Nullable T> {
        @Override
        public @Nullable T run(Coroutine<@Nullable Void, @Nullable T> self, @Nullable Void first) {
            code.accept((Sink<T>) self::suspend);
            return null;
        }

        @Override
        public String toString() {
            return "generator " + code;
        }
    }

    /* Runs the code to its next value; false at its end. */
    private boolean compute() {
        if (coroutine == null) {
            if (closedBeforeStart) return false;
            coroutine = Coroutine.create(body);
        }
        coroutine.requireOwner("resume");
        if (computed) return true;
        if (coroutine.status() == Coroutine.Status.DEAD) return false;
        T next = coroutine.resume(null);
        if (coroutine.status() == Coroutine.Status.DEAD) return false;
        value = next;
        computed = true;
        return true;
    }

    @SuppressWarnings("NullAway") // `computed` says that `value` is what the code yielded.
    private T take() {
        if (!compute()) throw new NoSuchElementException("the generator has ended");
        computed = false;
        T taken = value;
        value = null;
        return taken;
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
    /// `finally` blocks run. A value that was computed and not taken is dropped. Closing again does
    /// nothing.
    ///
    /// @throws IllegalStateException if it is called by the generator's own code, or from another
    ///   thread than the one that took the first value
    @Override
    public void close() {
        if (coroutine == null) {
            closedBeforeStart = true;
        } else {
            coroutine.requireOwner("cancel");
            computed = false;
            value = null;
            coroutine.cancel();
        }
    }
}
