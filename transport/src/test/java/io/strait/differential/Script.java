package io.strait.differential;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/** What the handler under test does, as far as it is the same in whichever way it is written. */
final class Script {
    /** The name of the handler under test. */
    static final String NAME = "tested";

    /** That of another one behind it, for another type of message. */
    static final String SECOND = "second";

    private static final int FAILURES = 3;

    private final String name;
    private final Conversation conversation;
    private final Turns turns;
    private final Wire wire;
    private final Log log;
    private int answers;
    private int failures;
    private boolean started;
    private boolean over;
    private Runnable hangUp = () -> {};

    /**
     * @param name of the handler
     */
    Script(String name, Conversation conversation, Turns turns, Wire wire, Log log) {
        this.name = name;
        this.conversation = conversation;
        this.turns = turns;
        this.wire = wire;
        this.log = log;
    }

    Turns turns() {
        return turns;
    }

    String name() {
        return name;
    }

    /** How somebody else closes the connection. */
    void onHangUp(Runnable hangUp) {
        this.hangUp = hangUp;
    }

    void hangUp() {
        hangUp.run();
    }

    Class<?> type() {
        if (name.equals(SECOND)) return Character.class;
        if (conversation.is("requests")) return HttpRequest.class;
        if (conversation.front().contains("http")) return Object.class;
        return conversation.front().contains("decode") ? String.class : ByteBuf.class;
    }

    void log(String line) {
        log.add("        " + (name.equals(SECOND) ? "second " : "") + line);
    }

    List<Op> atStart() {
        log("starts");
        started = true;
        return conversation.at(Conversation.AT_START);
    }

    List<Op> atMessage(Object message) {
        log("got " + Log.text(message) + SpanHandler.current());
        char word = Log.word(message);
        ReferenceCountUtil.release(message);
        return conversation.at(word);
    }

    List<Op> atEnd() {
        log("got the end" + SpanHandler.current());
        return conversation.at(Conversation.AT_END);
    }

    /** What a wait for one more message comes to. */
    void waited(Object messageOrNull) {
        if (messageOrNull == null) {
            log("waited for the end");
        } else {
            log("waited for " + Log.text(messageOrNull) + SpanHandler.current());
            ReferenceCountUtil.release(messageOrNull);
        }
    }

    /** At a read that failed; null if it has had enough. */
    List<Op> atFailure(Throwable failure) {
        log("read failed: " + Log.failure(failure) + SpanHandler.current());
        return ++failures < FAILURES ? conversation.at(Conversation.AT_FAILURE) : null;
    }

    /** Whether it goes on after an operation that failed. */
    boolean goesOn(Op op, Throwable failure) {
        log(op + " failed: " + Log.failure(failure));
        return conversation.is("catches") && ++failures < FAILURES;
    }

    void ended() {
        log("ends");
        over = true;
    }

    boolean isOver() {
        return over || !started;
    }

    /** The next thing to send, of the kind that the pipeline takes. */
    Object answer() {
        String text = "ok" + ++answers;
        ChannelPipeline pipeline = wire.pipeline();
        if (pipeline.get("http") != null) {
            DefaultFullHttpResponse response =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, wire.buffer(text));
            HttpUtil.setContentLength(response, response.content().readableBytes());
            return response;
        }
        return pipeline.get("encode") != null ? text : wire.buffer(text);
    }

    /** Does what takes no time. */
    void perform(Op op) {
        ChannelPipeline pipeline = wire.pipeline();
        switch (op.kind()) {
            case REMOVE -> remove(pipeline, op.argument());
            case REPLACE -> replace(pipeline, op.argument().split(">", -1));
            case LEAVE -> remove(pipeline, name);
            case EVENT -> pipeline.fireUserEventTriggered("event");
            case CUT -> pipeline.close();
            case THROW -> throw new IllegalStateException("thrown");
            default -> throw new AssertionError(op);
        }
        log("did " + op);
    }

    static void remove(ChannelPipeline pipeline, String name) {
        if (pipeline.get(name) != null) pipeline.remove(name);
    }

    private static void replace(ChannelPipeline pipeline, String... names) {
        String newName = Front.name(names[1]);
        boolean taken = pipeline.get(newName) != null && !newName.equals(names[0]);
        if (pipeline.get(names[0]) == null || taken) return;
        ChannelHandler handler = Front.handler(names[1]);
        pipeline.replace(names[0], newName, handler);
    }
}
