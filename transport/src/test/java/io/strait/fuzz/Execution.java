package io.strait.fuzz;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.strait.transport.ConnectionOptions;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A program performed by the real thing, on in-memory channels whose time stands still. */
final class Execution {
    private static final ExecutorService OTHER_THREAD =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    private static final Duration NO_LIMIT = Duration.ofDays(1);

    private final Program program;
    private final Trace trace = new Trace();
    private final List<Message> all = new ArrayList<>();
    private final Breakable channel;
    private final EmbeddedChannel guestChannel = new EmbeddedChannel();
    private final Wire wire = new Wire();
    private final List<Object> passed = new ArrayList<>();
    private final Actor own;
    private final Actor guest;
    private final Object lock = new Object();
    private final Deque<Message> delivered = new ArrayDeque<>();
    private int received;
    private int failures;
    private int offered;

    private Execution(Program program) {
        this.program = program;
        channel =
                program.is("duplex") ? new HalfClosing(wire, program.is("ended")) : new Breakable();
        own = new Actor("a", program.own(), all, null, this::guest);
        guest = new Actor("b", program.guest(), all, () -> own.own, this::own);
    }

    private Actor own() {
        return own;
    }

    private Actor guest() {
        return guest;
    }

    /** Runs it to its end on the calling thread. */
    static Trace of(Program program) {
        Execution execution = new Execution(program);
        within(execution.guestChannel, () -> within(execution.channel, execution::run));
        return execution.trace;
    }

    /**
     * Runs something as a part of an operation of the channel. At the end of each operation, and in
     * its middle if it is nested in nothing, an embedded channel runs the tasks of its loop; other
     * loops don't.
     */
    private static void within(EmbeddedChannel channel, Runnable code) {
        channel.pipeline()
                .addLast(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void flush(ChannelHandlerContext context) {
                                context.pipeline().remove(this);
                                code.run();
                            }
                        });
        channel.flush();
    }

    private void run() {
        try {
            runAll();
        } catch (Throwable t) {
            trace.add("threw " + t);
        }
    }

    /** Nothing is asked for while there is something to read. */
    private void asked() {
        delivered.removeIf(message -> message.taken || message.refCnt() == 0);
        int unread = delivered.size();
        boolean ours = isInPipeline() && channel.isOpen() && !channel.config().isAutoRead();
        if (unread > 0 && ours) passed.add("asked too early: " + unread);
    }

    private void runAll() throws Exception {
        wire.onAsked = this::asked;
        wire.onFastRead = () -> receiveAgain(1, false);
        if (program.is("bell")) wire.onFlushed = this::ring;
        hold(program.is("held"));
        channel.freezeTime();
        guestChannel.freezeTime();
        channel.pipeline().addLast(wire);
        if (program.is("holding")) channel.pipeline().addLast(new Holder());
        channel.pipeline().addLast(CoroutineHandler.of(Message.class, options(), own));
        if (!program.is("alone")) channel.pipeline().addLast(new End());
        if (!program.is("early")) settle();
        if (program.is("guest")) {
            guestChannel.pipeline().addLast(CoroutineHandler.of(Message.class, guest));
            settle();
        }
        record("start", !program.is("early"));
        for (Word<Program.Step> step : program.allSteps()) {
            happen(step);
            if (!step.has('+')) settle();
            record(step.toString(), !step.has('+'));
        }
        channel.inboundMessages().forEach(ReferenceCountUtil::safeRelease);
        own.dropIfGivenUp();
        guest.dropIfGivenUp();
        if (!own.isStuck() && !guest.isStuck()) {
            trace.add("leaks " + all.stream().filter(message -> message.refCnt() != 0).toList());
        }
        trace.add("finally " + own.finallyRuns + " " + guest.finallyRuns);
        trace.add("open " + channel.isOpen());
    }

    private ConnectionOptions options() {
        ConnectionOptions options =
                ConnectionOptions.DEFAULT.withCloseLimit(
                        program.is("limit") ? Duration.ofMillis(Sending.LIMIT) : NO_LIMIT);
        return program.is("batch")
                ? options.withResumption(ConnectionOptions.Resumption.EACH_BATCH)
                : options;
    }

    private void record(String step, boolean settled) {
        try {
            channel.checkException();
        } catch (Exception untold) {
            if (program.is("alone")) passed.add(Actor.describe(untold));
            // Else whoever could have been told is out of the pipeline.
        }
        trace.add(
                step,
                own.log,
                own.at(),
                guest.log,
                guest.at(),
                wire.sent,
                passed,
                channel.isOpen(),
                channel.isOpen() && channel.config().isAutoRead(),
                !settled || (!own.isReading() && !guest.isReading()) || wire.asked);
    }

    /** Until nothing more happens. Each runs on after what the other one's tasks woke. */
    private void settle() {
        do {
            channel.runPendingTasks();
            guestChannel.runPendingTasks();
        } while (channel.hasPendingTasks() || guestChannel.hasPendingTasks());
    }

    private void happen(Word<Program.Step> step) throws Exception {
        if (!step.has('@')) {
            perform(step);
            return;
        }
        synchronized (lock) {
            perform(step);
            settle();
        }
        advance(1);
    }

    private void advance(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        guestChannel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        settle();
    }

    private void perform(Word<Program.Step> step) throws Exception {
        ChannelPipeline pipeline = channel.pipeline();
        switch (step.kind()) {
            case ADVANCE -> {
                settle();
                advance(step.argument());
            }
            case CLOSE -> {
                if (own.own != null) own.own.close();
            }
            case CLOSE_FOREIGN -> {
                if (own.own != null) OTHER_THREAD.submit(own.own::close).get();
            }
            case OFFER -> {
                if (own.own != null) passed.add("offer " + own.own.offer(offered()));
            }
            case OFFER_FOREIGN -> {
                if (own.own == null) return;
                settle();
                Message message = offered();
                passed.add("offer " + OTHER_THREAD.submit(() -> own.own.offer(message)).get());
                settle(); // other loops count it before it is written
            }
            case RING -> ring();
            case PROBE ->
                    channel.eventLoop()
                            .execute(() -> passed.add("probe " + own.at() + " " + guest.at()));
            case GUEST_CLOSE_CHANNEL -> {
                settle();
                guestChannel.pipeline().close();
                settle();
            }
            case GUEST_REMOVE -> {
                settle();
                Actor.remove(guestChannel.pipeline());
            }
            case CLOSE_CHANNEL -> pipeline.close();
            default -> {
                if (!gone()) perform(step, pipeline);
            }
        }
    }

    private void ring() {
        own.ring();
        guest.ring();
    }

    private Message offered() {
        Message message = new Message("c" + ++offered);
        all.add(message);
        return message;
    }

    private void perform(Word<Program.Step> step, ChannelPipeline pipeline) throws Exception {
        switch (step.kind()) {
            case MESSAGES -> receive(step.argument(), true);
            case RELEASED -> {
                Message message = new Message("x" + ++received);
                message.release();
                receive(message);
                pipeline.fireChannelReadComplete();
            }
            case UNENDED -> receive(step.argument(), false);
            case COMPLETE -> receive(0, true);
            case OTHER -> pipeline.fireChannelRead(42);
            case SUPPLY -> wire.onRead = () -> supply(step.argument());
            case FAST -> wire.fast = step.argument();
            case LAST -> last(step.argument());
            case AUTO_READ -> channel.config().setAutoRead(true);
            case EOF -> end();
            case COMPLAINT ->
                    pipeline.fireExceptionCaught(
                            new IllegalArgumentException("complaint " + ++failures));
            case ERROR -> pipeline.fireExceptionCaught(new IOException("error " + ++failures));
            case RESET -> {
                pipeline.fireExceptionCaught(new IOException("Connection reset " + ++failures));
                pipeline.close();
            }
            case BREAK -> wire.breakDown(pipeline.context(wire));
            case REMOVE -> Actor.remove(pipeline);
            case HOLD -> hold(true);
            case TAKE -> wire.take(step.argument());
            case TAKE_FOREIGN -> OTHER_THREAD.submit(() -> wire.take(1)).get();
            case UNHOLD -> {
                hold(false);
                wire.take(Integer.MAX_VALUE);
            }
            case FAIL -> wire.fail(new IOException("failed"));
            case UNWRITABLE -> writable(false);
            case WRITABLE -> writable(true);
            case EVENT -> pipeline.fireUserEventTriggered("event");
            case SHUTDOWN -> {
                if (channel instanceof HalfClosing duplex) duplex.shutdownOutput();
            }
            case ACTIVE -> pipeline.fireChannelActive();
            case ON_WRITE_FAIL -> wire.onWrite = () -> true;
            case ON_WRITE_FAIL_OLDEST -> onWrite(() -> wire.failOldest(new IOException("failed")));
            case ON_WRITE_CLOSE -> onWrite(() -> own.own.close());
            case ON_WRITE_MESSAGE -> onWrite(() -> receive(1, true));
            case ON_WRITE_LAST -> onWrite(() -> last(2));
            case ON_WRITE_EOF -> onWrite(this::end);
            default -> throw new AssertionError(step);
        }
    }

    private void last(int messages) {
        receive(messages, true);
        end();
    }

    private void end() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    /** Whether the pipeline is taken apart. */
    private boolean gone() {
        return channel.pipeline().context(wire) == null;
    }

    private void onWrite(Runnable action) {
        wire.onWrite =
                () -> {
                    action.run();
                    return false;
                };
    }

    private void hold(boolean hold) {
        wire.hold = hold;
        if (channel instanceof HalfClosing duplex) duplex.hold(hold);
    }

    private void writable(boolean writable) {
        if (channel.isOpen())
            channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }

    private void supply(int count) {
        receiveAgain(count, true);
    }

    private void receiveAgain(int count, boolean complete) {
        if (isInPipeline()) receive(count, complete);
    }

    private boolean isInPipeline() {
        return channel.pipeline().get(CoroutineHandler.class) != null;
    }

    private void receive(int count, boolean complete) {
        wire.asked = false;
        for (int i = 0; i < count; i++) {
            Message message = new Message("m" + ++received);
            all.add(message);
            receive(message);
        }
        if (complete) channel.pipeline().fireChannelReadComplete();
    }

    private void receive(Message message) {
        wire.asked = false;
        delivered.add(message);
        channel.pipeline().fireChannelRead(message);
    }

    /** What reaches the end of the pipeline. */
    private final class End extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            passed.add(message.toString());
            if (!(message instanceof Message ours)) return;
            ours.taken = true;
            if (ours.refCnt() > 0) ours.release();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            passed.add("complete at " + own.at() + " " + guest.at());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            passed.add(Actor.describe(cause));
            if (program.is("closes")) context.close();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            passed.add(
                    event == ChannelOutputShutdownEvent.INSTANCE
                            ? "output"
                            : event == ChannelInputShutdownEvent.INSTANCE ? "eof" : event);
        }
    }
}
