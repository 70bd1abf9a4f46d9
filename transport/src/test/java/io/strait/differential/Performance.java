package io.strait.differential;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One conversation, held once.
 *
 * <p>The steps that it knows, besides those of the {@link Wire}: {@code pause:20} so many
 * milliseconds pass; {@code remove:lines} somebody takes that handler out, {@code remove:tested}
 * the one under test; {@code close} somebody closes the channel; {@code complain} a handler far in
 * front fails; {@code event}; {@code other:b} a message of another type; {@code complete} a read of
 * the transport that brought nothing; {@code hangup} somebody closes the connection, as the script
 * does with {@link Op.Kind#CLOSE}.
 */
final class Performance {
    /** What the clock is turned on by. */
    private static final int TICK = 5;

    /** What ends all that the steps have left open. */
    private static final List<String> LAST = List.of("writable", "unhold", "pause:100");

    private static final String THREW = "threw ";
    private static final String OVER = "its script is over";
    private static final String NOTHING_LEAKED = "nothing leaked";

    private final Conversation conversation;
    private final Log log = new Log();
    private final Wire wire;
    private final Script script;
    private final Script second;
    private final Tested tested;

    private Performance(Conversation conversation, Tested tested) {
        this.conversation = conversation;
        wire = new Wire(conversation, log);
        Turns turns = new Turns();
        script = new Script(Script.NAME, conversation, turns, wire, log);
        second = new Script(Script.SECOND, conversation, turns, wire, log);
        this.tested = tested;
    }

    /** Holds it on the calling thread. What could be seen of it, line by line. */
    static List<String> of(Conversation conversation, Tested tested) {
        Performance performance = new Performance(conversation, tested);
        performance.within(performance::run);
        return performance.log.lines();
    }

    /** What no performance may come to, or null. */
    static String fault(List<String> lines) {
        if (lines.stream().anyMatch(line -> line.startsWith(THREW))) return "it threw";
        if (!lines.contains(OVER)) return "its script is not over";
        return lines.contains(NOTHING_LEAKED) ? null : "it leaked";
    }

    /**
     * Runs something as a part of an operation of the channel. At the end of each operation that is
     * nested in nothing, an embedded channel runs the tasks of its loop; other loops don't.
     */
    private void within(Runnable code) {
        ChannelOutboundHandlerAdapter inside =
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext context) {
                        context.pipeline().remove(this);
                        code.run();
                    }
                };
        wire.pipeline().addLast(inside);
        try {
            wire.register();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        wire.read();
    }

    private void run() {
        try {
            runAll();
        } catch (Throwable t) {
            log.add(THREW + t);
            for (StackTraceElement frame : t.getStackTrace()) log.add("  at " + frame);
        }
    }

    private void runAll() {
        ChannelPipeline pipeline = wire.pipeline();
        wire.begin();
        for (String word : conversation.front())
            pipeline.addLast(Front.name(word), Front.handler(word));
        pipeline.addLast(new InFront(log));
        tested.addTo(pipeline, script);
        if (conversation.is("pair")) tested.addTo(pipeline, second);
        pipeline.addLast(new Behind(log, conversation));
        if (!conversation.is("late")) pipeline.fireChannelActive();
        settle();
        for (String step : conversation.steps()) happen(step);
        for (String step : LAST) happen(step);
        log.add(wire.isOpen() ? "it is open" : "it is closed");
        pipeline.close();
        settle();
        log.add(script.isOver() && second.isOver() ? OVER : "its script is not over");
        log.add(wire.leaked() == 0 ? NOTHING_LEAKED : "leaked: " + wire.leaked());
    }

    private void happen(String step) {
        log.add(step);
        perform(step);
        settle();
    }

    private void perform(String step) {
        ChannelPipeline pipeline = wire.pipeline();
        if (!wire.isOpen() && !step.startsWith("pause")) return; // there is no pipeline any more
        String argument = step.substring(step.indexOf(':') + 1);
        switch (Front.name(step)) {
            case "in", "eof", "rst" -> wire.arrive(step);
            case "hold" -> wire.makeRoom(0);
            case "take" -> wire.makeRoom(1);
            case "unhold" -> wire.makeRoom(Integer.MAX_VALUE);
            case "lose" -> wire.lose();
            case "unwritable" -> wire.setWritable(false);
            case "writable" -> wire.setWritable(true);
            case "pause" -> pause(Integer.parseInt(argument));
            case "remove" -> Script.remove(pipeline, argument);
            case "close" -> pipeline.close();
            case "complain" -> pipeline.fireExceptionCaught(new DecoderException("complaint"));
            case "event" -> pipeline.fireUserEventTriggered("event");
            case "other" -> pipeline.fireChannelRead(argument.charAt(0));
            case "hangup" -> script.hangUp();
            case "complete" -> pipeline.fireChannelReadComplete();
            default -> throw new IllegalArgumentException("no step: " + step);
        }
    }

    private void pause(int millis) {
        for (int passed = 0; passed < millis; passed += TICK) {
            wire.advanceTimeBy(TICK, TimeUnit.MILLISECONDS);
            settle();
        }
    }

    /** Until nothing more happens. */
    private void settle() {
        do {
            wire.runPendingTasks();
            while (wire.deliver()) if (!conversation.is("busy")) wire.runPendingTasks();
        } while (wire.hasPendingTasks());
    }
}
