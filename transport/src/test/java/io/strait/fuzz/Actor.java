package io.strait.fuzz;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.strait.coroutine.Generator;
import io.strait.coroutine.LockHeldException;
import io.strait.task.Cancelled;
import io.strait.transport.Connection;
import io.strait.transport.CoroutineHandler;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** A coroutine's body that performs its part of a program, and logs what came of it. */
final class Actor implements CoroutineHandler.Body<Message> {
    private static final Pattern UNSENT =
            Pattern.compile(".* is closed with (\\d+) of the writes not sent.*", Pattern.DOTALL);

    /** What came of its statements. */
    final List<Object> log = new ArrayList<>();

    Connection<Message> own;
    int finallyRuns;

    boolean over;

    private final String name;
    private final Program.Part part;
    private final List<Message> all;
    private final Supplier<Connection<Message>> target;
    private final Supplier<Actor> other;
    private final Object lock = new Object();
    private String at = "not started";
    private boolean reading;
    private Message inHand;
    private int written;
    private Bell bell; // once it has begun
    private boolean rung; // before that
    private int cancellations;

    /**
     * @param name begins the names of what it writes
     * @param all where it puts what it writes
     * @param target what it reads and writes, or null for its own connection
     * @param other the other one
     */
    Actor(
            String name,
            Program.Part part,
            List<Message> all,
            Supplier<Connection<Message>> target,
            Supplier<Actor> other) {
        this.name = name;
        this.part = part;
        this.all = all;
        this.target = target == null ? () -> own : target;
        this.other = other;
    }

    /** The statement that it performs. */
    String at() {
        return over ? "over" : at;
    }

    boolean isReading() {
        return reading && isStuck();
    }

    /** Whether it waits for ever, if nothing more comes; not if it has been given up. */
    boolean isStuck() {
        return bell != null && !over && cancellations < 100;
    }

    void ring() {
        if (bell == null) rung = true;
        else bell.ring();
    }

    @Override
    public void run(Connection<Message> connection) throws Exception {
        own = connection;
        bell = Bell.ofRunning(rung);
        try {
            perform(part.main(), "");
        } finally {
            finallyRuns++;
            log.add("finally");
            try {
                perform(part.last(), "f");
            } finally {
                over = true;
                drop();
            }
        }
    }

    private void perform(List<Word<Program.Statement>> statements, String prefix) throws Exception {
        for (int i = 0; i < statements.size(); i++) {
            Word<Program.Statement> statement = statements.get(i);
            if (statement.kind() == Program.Statement.RETURN) return;
            if (!statement.has('*')) {
                perform(statement, prefix + i);
                continue;
            }
            int first = i;
            while (i + 1 < statements.size() && statements.get(i + 1).has('*')) i++;
            int last = i;
            try (Generator<Integer> generator =
                    Generator.of(sink -> perform(statements, prefix, first, last, sink))) {
                int expected = first;
                for (int done : generator) if (done != expected++) log.add("yielded " + done);
            }
        }
    }

    private void perform(
            List<Word<Program.Statement>> statements,
            String prefix,
            int first,
            int last,
            Generator.Sink<Integer> sink) {
        for (int i = first; i <= last; i++) {
            try {
                perform(statements.get(i), prefix + i);
            } catch (Exception e) {
                throw Actor.<RuntimeException>sneaky(e);
            }
            sink.yield(i);
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    private void perform(Word<Program.Statement> statement, String position) throws Exception {
        for (int i = 0; i < statement.times(); i++) {
            performOnce(statement, i == 0 ? position : position + "#" + i);
        }
    }

    private void performOnce(Word<Program.Statement> statement, String position) throws Exception {
        at = position;
        reading = statement.kind() == Program.Statement.READ;
        try {
            String outcome;
            if (statement.has('#')) {
                synchronized (lock) {
                    outcome = attempt(statement);
                }
            } else {
                outcome = attempt(statement);
            }
            log.add(statement.name() + " " + outcome);
        } catch (Throwable t) {
            if (t instanceof Cancelled) cancellations++;
            log.add(statement.name() + " threw " + describe(t));
            if (!statement.has('?')) throw t;
        }
    }

    private String attempt(Word<Program.Statement> statement) throws Exception {
        Connection<Message> connection = target.get();
        switch (statement.kind()) {
            case READ -> {
                drop();
                inHand =
                        statement.argument() < 0
                                ? connection.read()
                                : connection.read(Duration.ofMillis(statement.argument()));
                if (inHand != null) inHand.taken = true;
                String name = String.valueOf(inHand);
                if (inHand != null && inHand.refCnt() == 0) inHand = null; // it's nobody's
                return name;
            }
            case WRITE -> {
                Message message = inHand == null ? newMessage() : inHand;
                inHand = null;
                if (statement.argument() < 0) connection.write(message);
                else connection.write(message, Duration.ofMillis(statement.argument()));
            }
            case FLUSH -> {
                if (statement.argument() < 0) connection.flush();
                else connection.flush(Duration.ofMillis(statement.argument()));
            }
            case OFFER -> {
                return String.valueOf(connection.offer(newMessage()));
            }
            case RING -> other.get().ring();
            case AWAIT -> bell.listen();
            case PING -> {
                other.get().ring();
                bell.listen();
            }
            case SHUTDOWN -> connection.shutdownOutput();
            case CLOSE -> connection.close();
            case CLOSE_CHANNEL -> connection.channel().pipeline().close();
            case REMOVE -> remove(connection.channel().pipeline());
            case THROW -> throw new IllegalStateException("thrown");
            case RETURN -> throw new AssertionError();
        }
        return "ok";
    }

    private Message newMessage() {
        Message message = new Message(name + ++written);
        all.add(message);
        return message;
    }

    /** Takes the coroutine out of the pipeline, if it still is in there. */
    static void remove(ChannelPipeline pipeline) {
        if (pipeline.get(CoroutineHandler.class) != null) pipeline.remove(CoroutineHandler.class);
    }

    /** What is given up doesn't come to its finally blocks. */
    void dropIfGivenUp() {
        if (!over) drop();
    }

    private void drop() {
        if (inHand != null) inHand.release();
        inHand = null;
    }

    /** A failure as the model calls it. */
    static String describe(Throwable failure) {
        return switch (failure) {
            case ChannelOutputShutdownException e -> "shut";
            case ClosedChannelException e -> "closed";
            case IOException e when e.getCause() != null ->
                    "IOException(" + describe(e.getCause()) + ")";
            case TimeoutException e -> "Timeout";
            case Cancelled e -> "Cancelled";
            case LockHeldException e -> "LockHeld";
            case UnsupportedOperationException e -> "Unsupported";
            case IllegalStateException e when !"thrown".equals(e.getMessage()) ->
                    e.getMessage().contains("already")
                            ? "Refused"
                            : e.getMessage().contains("given up") ? "given up" : e.toString();
            case IOException e -> UNSENT.matcher(e.getMessage()).replaceFirst("unsent $1");
            case IllegalArgumentException e -> e.getMessage();
            case IllegalStateException e -> e.getMessage();
            default -> failure.toString();
        };
    }
}
