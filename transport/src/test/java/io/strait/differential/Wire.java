package io.strait.differential;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A channel that behaves as a socket's does. Packets arrive, and are delivered when somebody has
 * asked for them; the peer may take what is sent, or not.
 *
 * <p>The steps that it knows: {@code in:ab;+c;} one read that brings two packets; {@code eof} the
 * peer ends its output; {@code rst} it resets the connection; {@code hold} it takes nothing from
 * now on; {@code take} it takes one message nevertheless; {@code unhold}; {@code lose} what is to
 * be sent next fails; {@code unwritable} and {@code writable} for another reason than what is
 * unsent.
 */
final class Wire extends EmbeddedChannel implements DuplexChannel {
    final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

    private final Conversation conversation;
    private final Log log;
    private final Deque<String> arrivals = new ArrayDeque<>();
    private AbstractUnsafe unsafe; // set in the constructor of a superclass
    private WireConfig config; // likewise
    private boolean asked;
    private boolean delivering;
    private boolean inputShutdown;
    private boolean endSeenAgain;
    private boolean outputShutdown;
    private boolean writing;
    private int flushed; // of what was flushed, what the log knows of
    private int room = Integer.MAX_VALUE; // for so many messages

    Wire(Conversation conversation, Log log) {
        super(false, false);
        this.conversation = conversation;
        this.log = log;
        config().setAllocator(allocator);
        config().setAutoRead(false); // while it is set up
        config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, conversation.is("halfclose"));
        if (conversation.is("narrow"))
            config().setWriteBufferWaterMark(new WriteBufferWaterMark(110, 210));
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        unsafe = super.newUnsafe();
        return unsafe;
    }

    @Override
    public ChannelConfig config() {
        if (config == null) config = new WireConfig(this);
        return config;
    }

    boolean hasHalfClosure() {
        return !conversation.is("simplex");
    }

    /**
     * Before handlers are added that may read, or after those that must not miss the first read.
     */
    void begin() {
        freezeTime();
        config().setAutoRead(conversation.is("auto"));
        if (!conversation.is("late")) asked = false;
        inputShutdown = conversation.is("ended");
    }

    // What arrives.

    void arrive(String arrival) {
        arrivals.add(arrival);
    }

    @Override
    protected void doBeginRead() {
        if (!isOpen()) return;
        if (!asked) log.add("asked");
        asked = true;
        if (inputShutdown && endSeenAgain) return;
        if (conversation.is("spot") && !delivering) deliver();
    }

    /** One turn of the transport; false if there was nothing to do. */
    boolean deliver() {
        if (delivering || !isActive()) return false;
        boolean told = conversation.is("eager") && arrivals.stream().anyMatch(Wire::isEnd);
        if (!asked && !told) return false;
        if (arrivals.isEmpty() && (!inputShutdown || endSeenAgain)) return false;
        asked = false;
        delivering = true;
        try {
            deliver(arrivals.isEmpty() ? "again" : arrivals.poll());
        } finally {
            delivering = false;
        }
        return true;
    }

    private static boolean isEnd(String arrival) {
        return !arrival.startsWith("in:");
    }

    private void deliver(String arrival) {
        switch (arrival) {
            case "eof" -> {
                pipeline().fireChannelReadComplete();
                endOfInput();
            }
            case "again" -> {
                endSeenAgain = true;
                pipeline().fireChannelReadComplete();
                pipeline().fireUserEventTriggered(ChannelInputShutdownReadComplete.INSTANCE);
            }
            case "rst" -> {
                pipeline().fireChannelReadComplete();
                pipeline().fireExceptionCaught(new IOException("Connection reset"));
                unsafe().close(voidPromise());
            }
            default -> {
                for (String packet : arrival.substring("in:".length()).split("\\+", -1)) {
                    pipeline().fireChannelRead(Alphabet.bytes(packet, allocator));
                }
                pipeline().fireChannelReadComplete();
            }
        }
    }

    private void endOfInput() {
        arrivals.clear();
        if (Boolean.TRUE.equals(config().getOption(ChannelOption.ALLOW_HALF_CLOSURE))) {
            inputShutdown = true;
            pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        } else {
            unsafe().close(voidPromise());
        }
    }

    // What is sent.

    @Override
    protected void doWrite(ChannelOutboundBuffer unsent) {
        noteFlush(unsent);
        if (writing) return;
        writing = true;
        try {
            for (Object message; room > 0 && (message = unsent.current()) != null; ) {
                if (room < Integer.MAX_VALUE) room--;
                log.add("sent " + Log.text(message));
                flushed--;
                unsent.remove();
                noteFlush(unsent);
            }
        } finally {
            writing = false;
        }
    }

    private void noteFlush(ChannelOutboundBuffer unsent) {
        if (unsent.size() > flushed) log.add("flush of " + (unsent.size() - flushed));
        flushed = unsent.size();
    }

    void makeRoom(int room) {
        this.room = room;
        ChannelOutboundBuffer unsent = unsafe().outboundBuffer();
        if (unsent != null && room > 0) doWrite(unsent);
        if (this.room < Integer.MAX_VALUE) this.room = 0;
    }

    void lose() {
        ChannelOutboundBuffer unsent = unsafe().outboundBuffer();
        if (unsent == null || unsent.current() == null) return;
        flushed--;
        unsent.remove(new IOException("lost"));
    }

    void setWritable(boolean writable) {
        ChannelOutboundBuffer unsent = unsafe().outboundBuffer();
        if (unsent != null) unsent.setUserDefinedWritability(1, writable);
    }

    // Its ends.

    @Override
    protected void doClose() throws Exception {
        log.add("closed");
        super.doClose();
    }

    @Override
    protected void doShutdownOutput() {
        log.add("shut down");
        outputShutdown = true;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        return shutdownOutput(newPromise());
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        unsafe.shutdownOutput(promise);
        return promise;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShutdown;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShutdown;
    }

    @Override
    public boolean isShutdown() {
        return inputShutdown && outputShutdown;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return shutdownInput(newPromise());
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdown(newPromise());
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException());
    }

    /** What the pipeline has not released. */
    long leaked() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    ByteBuf buffer(String text) {
        return Alphabet.bytes(text, allocator);
    }
}
