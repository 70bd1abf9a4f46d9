package io.strait.fuzz;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A program performed by the real thing, on in-memory channels whose time stands still. */
final class Execution {
    private static final ExecutorService OTHER_THREAD =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

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
    private boolean gone; // the pipeline is taken apart
    private int received;
    private int passedMessages;

    private Execution(Program program) {
        this.program = program;
        channel =
                program.is("duplex") ? new HalfClosing(wire, program.is("ended")) : new Breakable();
        own = new Actor("a", program.own(), all, null);
        guest = new Actor("b", program.guest(), all, () -> own.own);
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
        int unread = received - own.read - guest.read - passedMessages;
        if (unread > 0 && isInPipeline()) passed.add("asked too early: " + unread);
    }

    private void runAll() throws Exception {
        wire.onAsked = this::asked;
        hold(program.is("held"));
        channel.freezeTime();
        guestChannel.freezeTime();
        channel.pipeline().addLast(wire, CoroutineHandler.of(Message.class, own), new End());
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
        trace.add("leaks " + all.stream().filter(message -> message.refCnt() != 0).toList());
        trace.add("finally " + own.finallyRuns + " " + guest.finallyRuns);
        trace.add("open " + channel.isOpen());
    }

    private void record(String step, boolean settled) {
        try {
            channel.checkException();
        } catch (Exception tooLate) {
            // Whoever could have been told is out of the pipeline. The channel would log a second.
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
                if (!gone) perform(step, pipeline);
            }
        }
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
            case EOF -> pipeline.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            case COMPLAINT ->
                    pipeline.fireExceptionCaught(new IllegalArgumentException("complaint"));
            case ERROR -> pipeline.fireExceptionCaught(new IOException("error"));
            case RESET -> {
                pipeline.fireExceptionCaught(new IOException("reset"));
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
            case ON_WRITE_EOF ->
                    onWrite(
                            () ->
                                    pipeline.fireUserEventTriggered(
                                            ChannelInputShutdownEvent.INSTANCE));
            default -> throw new AssertionError(step);
        }
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
        if (isInPipeline()) receive(count, true);
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
        channel.pipeline().fireChannelRead(message);
    }

    /** What reaches the end of the pipeline. */
    private final class End extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            passed.add(message.toString());
            if (!(message instanceof Message ours)) return;
            passedMessages++;
            if (ours.refCnt() > 0) ours.release();
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

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            gone = true;
        }
    }
}
