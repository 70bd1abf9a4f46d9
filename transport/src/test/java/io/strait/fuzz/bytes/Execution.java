package io.strait.fuzz.bytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.Joiner;
import io.strait.task.Subtask;
import io.strait.task.TaskScope;
import io.strait.transport.Bytes;
import io.strait.transport.Connection;
import io.strait.transport.ConnectionOptions;
import io.strait.transport.ConnectionOptions.Resumption;
import io.strait.transport.CoroutineHandler;
import io.strait.transport.TooLongException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program, performed by a coroutine on an embedded channel. */
final class Execution {
    private static final Pattern GOT = Pattern.compile("got (\\d+)");

    private final Program program;
    private final Tested tested;
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> trace = new ArrayList<>();
    private final List<ByteBuf> received = new ArrayList<>();
    private final Set<Throwable> thrown = new HashSet<>();
    private @Nullable Subtask<String> subtask;
    private boolean asked; // the transport, since it has delivered something
    private boolean ended;
    private boolean over;

    private Execution(Program program, Tested tested) {
        this.program = program;
        this.tested = tested;
    }

    /** What it has come to, with the steps at their place. */
    static List<String> of(Program program, Tested tested) {
        return new Execution(program, tested).run();
    }

    private List<String> run() {
        channel.freezeTime();
        Resumption resumption =
                program.settings().contains("batch")
                        ? Resumption.EACH_BATCH
                        : Resumption.EACH_MESSAGE;
        channel.pipeline()
                .addLast(transport())
                .addLast(
                        CoroutineHandler.of(
                                ConnectionOptions.DEFAULT.withResumption(resumption), this::read))
                .addLast(untold());
        channel.runPendingTasks();
        for (String step : program.steps()) {
            if (over) break;
            trace.add(step);
            happen(step);
            channel.runPendingTasks();
            if (!over && !asked && !ended) trace.add("nobody asks");
        }
        if (!over) {
            trace.add(".");
            if (!ended) end();
            channel.runPendingTasks();
        }
        if (!over) trace.add("it hangs");
        channel.finishAndReleaseAll();
        for (ByteBuf each : received) if (each.refCnt() != 0) trace.add("a buffer is not released");
        return trace;
    }

    private ChannelOutboundHandlerAdapter transport() {
        return new ChannelOutboundHandlerAdapter() {
            @Override
            public void read(ChannelHandlerContext context) {
                asked = true;
                context.read();
            }
        };
    }

    private ChannelInboundHandlerAdapter untold() {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                if (thrown.contains(cause)) trace.add("told twice");
                else if (!(cause instanceof DecoderException || cause instanceof SocketException))
                    trace.add(cause.toString());
            }
        };
    }

    private void happen(String step) {
        if (ended && "+-!.x".indexOf(step.charAt(0)) >= 0) return; // nothing comes after it
        switch (step.charAt(0)) {
            case '+' -> {
                asked = false;
                for (String message : Program.messages(step))
                    channel.pipeline().fireChannelRead(buffer(message));
                channel.pipeline().fireChannelReadComplete();
            }
            case '-' -> {
                asked = false;
                channel.pipeline().fireChannelReadComplete();
            }
            case '!' -> channel.pipeline().fireExceptionCaught(new DecoderException("complaint"));
            case '.' -> end();
            case 'x' -> {
                channel.pipeline().fireExceptionCaught(new SocketException("Connection reset"));
                end();
            }
            case 't' -> channel.advanceTimeBy(2, TimeUnit.SECONDS);
            default -> {
                if (subtask != null) subtask.cancel("it was given up");
            }
        }
    }

    private void end() {
        ended = true;
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    private ByteBuf buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        // Netty's own empty buffers are never released.
        boolean any = program.settings().contains("many") && bytes.length > 0;
        int kind = any ? received.size() % 5 : 0;
        ByteBuf buffer =
                switch (kind) {
                    case 0 -> channel.alloc().buffer(64).writeBytes(bytes);
                    case 1 -> Unpooled.wrappedBuffer(bytes).asReadOnly();
                    case 2 ->
                            channel.alloc().buffer(64).writeZero(3).writeBytes(bytes).skipBytes(3);
                    case 3 ->
                            channel.alloc()
                                    .compositeBuffer()
                                    .addComponents(
                                            true,
                                            Unpooled.copiedBuffer(bytes, 0, bytes.length / 2),
                                            Unpooled.copiedBuffer(
                                                    bytes,
                                                    bytes.length / 2,
                                                    bytes.length - bytes.length / 2));
                    default -> Unpooled.copiedBuffer(bytes).slice();
                };
        received.add(buffer);
        return buffer;
    }

    private void read(Connection<ByteBuf> connection) {
        Bytes bytes = Bytes.of(connection);
        try {
            for (Read read : program.reads())
                trace.add(read + "=" + outcome(read, bytes, connection));
        } finally {
            over = true;
        }
    }

    private String outcome(Read read, Bytes bytes, Connection<ByteBuf> connection) {
        try {
            return switch (read.guard()) {
                case NONE -> tested.perform(read, bytes, connection);
                case TIMEOUT ->
                        Deadline.failAfter(
                                Duration.ofSeconds(1),
                                () -> tested.perform(read, bytes, connection));
                case SUBTASK -> inSubtask(read, bytes, connection);
            };
        } catch (CancelledByTimeoutException late) {
            return "time";
        } catch (TooLongException tooLong) {
            return tooLong.limit() == read.number() ? "too long" : tooLong.toString();
        } catch (EOFException end) {
            Matcher got = GOT.matcher(end.getMessage());
            return got.find() ? "eof " + got.group(1) : end.toString();
        } catch (IOException failed) {
            thrown.add(failed.getCause());
            return "io";
        } catch (Exception unexpected) {
            return unexpected.toString();
        }
    }

    private String inSubtask(Read read, Bytes bytes, Connection<ByteBuf> connection)
            throws Exception {
        return TaskScope.run(
                Joiner.<String>awaitAll(),
                scope -> {
                    Subtask<String> forked =
                            scope.fork(() -> tested.perform(read, bytes, connection));
                    subtask = forked;
                    scope.join();
                    subtask = null;
                    return switch (forked.state()) {
                        case SUCCESS -> forked.get();
                        case FAILED -> throw (Exception) forked.exception();
                        default -> "cancelled";
                    };
                });
    }
}
