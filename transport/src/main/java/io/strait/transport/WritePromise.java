package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.util.concurrent.AbstractFuture;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The promise of one write, which tells its owner when it completes. Any thread may complete it,
/// or ask.
///
/// Nobody but the owner listens to nearly all of them. So this is an outcome in one field, half the
/// size of Netty's own promise; one of those takes its place when somebody adds a listener or
/// waits, who is then told by that one.
final class WritePromise extends AbstractFuture<Void> implements ChannelPromise {
    /*
     *   null ──► UNCANCELLABLE ──► SENT or a Throwable, its outcome
     *    └─────────────┴─────────► Promise, which knows the outcome from then on
     */
    private static final Object UNCANCELLABLE = "not to be cancelled any more";
    private static final Object SENT = "sent";

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(WritePromise.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Promise extends DefaultChannelPromise {
        Promise(Channel channel) {
            super(channel);
        }
    }

    /// Whoever writes.
    interface Owner {
        Channel channel();

        /// The write is done, or has failed with `cause`. Called once, on the thread that says so.
        void completed(WritePromise write, @Nullable Throwable cause);
    }

    private final Owner owner;
    int sequence; // of this write among the owner's, whose number it is; 0 if it doesn't count
    private volatile @Nullable Object state;

    WritePromise(Owner owner, int sequence) {
        this.owner = owner;
        this.sequence = sequence;
    }

    @Override
    public Channel channel() {
        return owner.channel();
    }

    // Completing it.

    @Override
    public boolean setUncancellable() {
        if (STATE.compareAndSet(this, null, UNCANCELLABLE)) return true;
        Object now = state;
        if (now instanceof Promise promise) return promise.setUncancellable();
        return !(now instanceof CancellationException);
    }

    @Override
    public boolean trySuccess(@Nullable Void result) {
        return tryComplete(SENT);
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        return tryComplete(Objects.requireNonNull(cause, "cause"));
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        if (state instanceof Promise promise) {
            return promise.cancel(mayInterrupt) && completed(promise.cause());
        }
        CancellationException cancelled = new CancellationException();
        if (STATE.compareAndSet(this, null, cancelled)) return completed(cancelled);
        // A promise may have come between the two looks; anything else has come to stay.
        return state instanceof Promise && cancel(mayInterrupt);
    }

    private boolean tryComplete(Object outcome) {
        Throwable cause = outcome == SENT ? null : (Throwable) outcome;
        Object now = state;
        while (now == null || now == UNCANCELLABLE) {
            Object found = STATE.compareAndExchange(this, now, outcome);
            if (found == now) return completed(cause);
            now = found;
        }
        if (!(now instanceof Promise promise)) return false;
        boolean first = cause == null ? promise.trySuccess() : promise.tryFailure(cause);
        return first && completed(cause);
    }

    private boolean completed(@Nullable Throwable cause) {
        owner.completed(this, cause);
        return true;
    }

    @Override
    public boolean trySuccess() {
        return trySuccess(null);
    }

    @Override
    public ChannelPromise setSuccess() {
        return setSuccess(null);
    }

    @Override
    public ChannelPromise setSuccess(@Nullable Void result) {
        return once(trySuccess(null));
    }

    @Override
    public ChannelPromise setFailure(Throwable cause) {
        return once(tryFailure(cause));
    }

    private ChannelPromise once(boolean first) {
        if (!first) throw new IllegalStateException("complete already: " + this);
        return this;
    }

    // Asking for its outcome.

    @Override
    public boolean isDone() {
        Object now = state;
        if (now instanceof Promise promise) return promise.isDone();
        return now != null && now != UNCANCELLABLE;
    }

    @Override
    public boolean isSuccess() {
        Object now = state;
        return now == SENT || (now instanceof Promise promise && promise.isSuccess());
    }

    @Override
    public boolean isCancelled() {
        return cause() instanceof CancellationException;
    }

    @Override
    public boolean isCancellable() {
        Object now = state;
        return now == null || (now instanceof Promise promise && promise.isCancellable());
    }

    @Override
    public @Nullable Throwable cause() {
        Object now = state;
        if (now instanceof Promise promise) return promise.cause();
        return now instanceof Throwable cause ? cause : null;
    }

    @Override
    public @Nullable Void getNow() {
        return null;
    }

    @Override
    public boolean isVoid() {
        return false;
    }

    @Override
    public ChannelPromise unvoid() {
        return this;
    }

    @Override
    public String toString() {
        return "write to "
                + channel()
                + ": "
                + (isDone() ? isSuccess() ? "sent" : cause() : "not sent yet");
    }

    // Being told of it.

    private Promise promise() {
        while (true) {
            Object now = state;
            if (now instanceof Promise promise) return promise;
            Promise promise = new Promise(channel());
            if (now == UNCANCELLABLE) promise.setUncancellable();
            else if (now == SENT) promise.setSuccess();
            else if (now instanceof Throwable cause) promise.setFailure(cause);
            if (STATE.compareAndSet(this, now, promise)) return promise;
        }
    }

    @Override
    public ChannelPromise addListener(
            GenericFutureListener<? extends Future<? super Void>> listener) {
        promise().addListener(listener);
        return this;
    }

    @Override
    @SafeVarargs
    public final ChannelPromise addListeners(
            GenericFutureListener<? extends Future<? super Void>>... listeners) {
        for (var listener : listeners) addListener(listener);
        return this;
    }

    @Override
    public ChannelPromise removeListener(
            GenericFutureListener<? extends Future<? super Void>> listener) {
        promise().removeListener(listener);
        return this;
    }

    @Override
    @SafeVarargs
    public final ChannelPromise removeListeners(
            GenericFutureListener<? extends Future<? super Void>>... listeners) {
        for (var listener : listeners) removeListener(listener);
        return this;
    }

    @Override
    public ChannelPromise sync() throws InterruptedException {
        promise().sync();
        return this;
    }

    @Override
    public ChannelPromise syncUninterruptibly() {
        promise().syncUninterruptibly();
        return this;
    }

    @Override
    public ChannelPromise await() throws InterruptedException {
        promise().await();
        return this;
    }

    @Override
    public ChannelPromise awaitUninterruptibly() {
        promise().awaitUninterruptibly();
        return this;
    }

    @Override
    public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
        return promise().await(timeout, unit);
    }

    @Override
    public boolean await(long timeoutMillis) throws InterruptedException {
        return promise().await(timeoutMillis);
    }

    @Override
    public boolean awaitUninterruptibly(long timeout, TimeUnit unit) {
        return promise().awaitUninterruptibly(timeout, unit);
    }

    @Override
    public boolean awaitUninterruptibly(long timeoutMillis) {
        return promise().awaitUninterruptibly(timeoutMillis);
    }
}
