package io.strait.task.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A modelled task: what its code still has to do, as data, and who has cancelled it.
abstract class ModelTask extends ModelActor {
    enum State {
        CREATED,
        READY,
        RUNNING,
        PARKED,
        YIELDED,
        ENDED
    }

    private static final int OPERATIONS = 128;
    private static final int CANCELLATIONS = 100;

    final ModelLoop loop;
    State state = State.CREATED;
    boolean begun;

    /// The innermost part of its code that can be cancelled; null if there is none.
    ModelPart part;

    private final List<ModelBroadcast.Subscription> subscriptions = new ArrayList<>(); // of its own
    private boolean forked;
    private int operations = OPERATIONS;
    private ModelPart told; // what its code was told of last, and how often
    private int timesTold;
    private Failure failure;

    /* Its timer, and the time that it is to be woken. */
    private ModelLoop.Timer timer;
    private long alarm = ModelLoop.NEVER;

    ModelTask(String name, ModelScope scope, ModelLoop loop) {
        super(name, scope);
        this.loop = loop;
    }

    /// It has ended; the failure is null if it has not failed.
    abstract void ended(Failure failure);

    @Override
    boolean isTask() {
        return true;
    }

    boolean isYielding() {
        return state == State.YIELDED;
    }

    boolean hasEnded() {
        return state == State.ENDED;
    }

    boolean isWaiting() {
        return begun && (state == State.PARKED || state == State.READY);
    }

    @Override
    boolean isStopped() {
        return state != State.RUNNING;
    }

    // Running.

    void forkedIn(ModelPart around) {
        forked = true;
        part = new ModelPart.Root(this, around);
    }

    void start() {
        if (!forked) loop.roots.add(this);
        state = State.PARKED;
        wake();
    }

    void wake() {
        if (state == State.PARKED) {
            state = State.READY;
            loop.add(this);
        } else if (state == State.READY || state == State.YIELDED) {
            loop.goOn();
        }
    }

    /// Runs until it stops; true if that is its end.
    boolean resume() {
        if (state != State.READY && state != State.YIELDED) return false;
        begun = true;
        state = State.RUNNING;
        operations = OPERATIONS;
        try {
            failure = runFrames();
        } catch (Frame.GivenUp givenUp) {
            frames.clear();
            String told = " times and went on waiting; let it pass";
            told = " is given up: it caught the error Cancelled " + CANCELLATIONS + told;
            failure = Failure.of(Failure.Kind.MISUSED, name + told);
        }
        return state == State.RUNNING;
    }

    void end() {
        state = State.ENDED;
        cancelTimer();
        if (!forked) loop.roots.remove(this);
        if (part != null) {
            root().cancel(name + " has ended");
            wakeAll();
            subscriptions.forEach(ModelBroadcast.Subscription::close);
        }
        ended(failure == null || failure.kind == Failure.Kind.CANCELLED ? null : failure);
    }

    void closesAtEnd(ModelBroadcast.Subscription subscription) {
        root();
        subscriptions.removeIf(each -> each.box.isClosed());
        subscriptions.add(subscription);
    }

    void yieldThen(Runnable rest) {
        push(
                new Frame() {
                    @Override
                    public void step() {
                        pop();
                        rest.run();
                    }
                });
        state = State.YIELDED;
    }

    @Override
    void counted(Runnable rest) {
        if (--operations > 0) {
            rest.run();
        } else {
            yieldThen(
                    () -> {
                        throwIfCancelled();
                        rest.run();
                    });
        }
    }

    // Cancellation.

    ModelPart root() {
        ModelPart outermost = part;
        while (outermost != null && outermost.around != null && outermost.around.task == this)
            outermost = outermost.around;
        if (outermost instanceof ModelPart.Root) return outermost;
        ModelPart root = new ModelPart.Root(this, null);
        if (outermost == null) part = root;
        else outermost.around = root;
        return root;
    }

    void cancel(String why) {
        if (state != State.ENDED) root().cancel(why);
    }

    void wakeAll() {
        wakeAll(null);
    }

    /// Has it look whether it is cancelled, and what it has forked inside of `outermost`.
    void wakeAll(ModelPart outermost) {
        for (ModelPart each = part; each != null && each.task == this; each = each.around) {
            each.wakeChildren();
            if (each == outermost) break;
        }
        wake();
    }

    void throwIfCancelled() {
        if (part != null) throwIfCancelled(part);
    }

    private void throwIfCancelled(ModelPart innermost) {
        ModelPart cancelled = innermost.outermostCancelled();
        if (cancelled == null) return;
        timesTold = cancelled == told ? timesTold + 1 : 1;
        told = cancelled;
        if (timesTold > CANCELLATIONS) throw new Frame.GivenUp();
        throw new Frame.Failed(Failure.cancelled(cancelled.why, cancelled));
    }

    void throwIfLoopHasEnded() {
        if (!loop.hasEnded()) return;
        root().cancel("its loop has ended");
        throwIfCancelled(root());
    }

    // Waiting.

    /// Waits until `isOver` or the time; then `next` is told which. If the wait throws, `left` is
    /// done.
    void await(
            ModelWait wait,
            long until,
            BooleanSupplier isOver,
            Consumer<Boolean> next,
            Runnable left) {
        push(new Waiting(wait, until, isOver, next, left));
    }

    private final class Waiting implements Frame {
        private final ModelWait wait;
        private final long until;
        private final BooleanSupplier isOver;
        private final Consumer<Boolean> next;
        private final Runnable left;
        private boolean parked;
        private boolean limited;

        Waiting(
                ModelWait wait,
                long until,
                BooleanSupplier isOver,
                Consumer<Boolean> next,
                Runnable left) {
            this.wait = wait;
            this.until = until;
            this.isOver = isOver;
            this.next = next;
            this.left = left;
        }

        @Override
        public void step() {
            boolean over = parked && isOver.getAsBoolean();
            if (!over) {
                throwIfCancelled();
                throwIfLoopHasEnded();
            }
            if (over || (parked && until <= loop.now)) {
                pop();
                leave();
                next.accept(over);
            } else {
                if (!parked) enter();
                state = State.PARKED;
            }
        }

        private void enter() {
            parked = true;
            wait.waiter = ModelTask.this;
            long nearest = Math.min(until, part == null ? ModelLoop.NEVER : part.nearest());
            limited = nearest != ModelLoop.NEVER;
            if (limited) setAlarm(nearest);
        }

        private void leave() {
            if (parked) wait.waiter = null;
            if (limited) alarm = ModelLoop.NEVER;
        }

        @Override
        public boolean failed(Failure failure) {
            leave();
            left.run();
            return false;
        }
    }

    /// Waits until `isOver`, also if it is cancelled meanwhile.
    void awaitInAnyCase(ModelWait wait, BooleanSupplier isOver, Runnable next) {
        push(
                () -> {
                    if (isOver.getAsBoolean()) {
                        pop();
                        wait.waiter = null;
                        next.run();
                    } else {
                        wait.waiter = this;
                        state = State.PARKED;
                    }
                });
    }

    /* A timer that is early enough stays: when it goes off, it is set again. */
    private void setAlarm(long at) {
        alarm = at;
        if (timer != null && timer.at() <= at) return;
        cancelTimer();
        startTimer();
    }

    private void startTimer() {
        timer = loop.schedule(alarm, this::goOff);
    }

    private void goOff() {
        timer = null;
        if (alarm == ModelLoop.NEVER) return;
        if (alarm <= loop.now) wake();
        else startTimer();
    }

    private void cancelTimer() {
        if (timer != null) loop.cancel(timer);
        timer = null;
    }
}
