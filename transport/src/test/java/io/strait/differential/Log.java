package io.strait.differential;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.ChannelOutputShutdownEvent;
import io.netty.channel.socket.ChannelOutputShutdownException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All that could be seen of a conversation, in the order in which it happened. */
final class Log {
    private static final int ENDLESS = 20_000;

    private final List<String> lines = new ArrayList<>();

    void add(String line) {
        if (lines.size() == ENDLESS) throw new AssertionError("it never ends");
        if (lines.size() < ENDLESS) lines.add(line);
    }

    List<String> lines() {
        return Collections.unmodifiableList(lines);
    }

    /** A message, or what is written, in the alphabet of the steps. */
    static String text(Object message) {
        return switch (message) {
            case HttpRequest request when message instanceof ByteBufHolder holder ->
                    request.uri() + " " + decoded(request) + text(holder.content());
            case HttpRequest request -> request.uri() + " " + decoded(request);
            case ByteBufHolder holder -> text(holder.content());
            case ByteBuf buffer -> printable(buffer.toString(StandardCharsets.ISO_8859_1));
            default -> message.toString();
        };
    }

    private static String decoded(HttpRequest request) {
        return request.decoderResult().isSuccess() ? "" : "garbled ";
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') printable.append(';');
            else if (c < 10) printable.append((char) ('0' + c));
            else if (c >= ' ' && c < 127) printable.append(c);
            else if (c != '\r') printable.append('?');
        }
        if (printable.length() <= 60) return printable.toString();
        return printable.substring(0, 60) + "..." + text.length() + "#" + text.hashCode();
    }

    /** The first small letter. */
    static char word(Object message) {
        String text = text(message);
        return (char) text.chars().filter(c -> c >= 'a' && c <= 'z').findFirst().orElse('?');
    }

    static String event(Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) return "end of input";
        if (event == ChannelInputShutdownReadComplete.INSTANCE) return "no more input";
        if (event == ChannelOutputShutdownEvent.INSTANCE) return "end of output";
        return event instanceof IdleStateEvent idle ? idle.state().toString() : event.toString();
    }

    /**
     * Whether it only says that the peer has reset the connection, or that the channel is closed.
     */
    static boolean isPeerGone(Throwable failure) {
        return failure instanceof IOException
                && (saysSo(failure) || (failure.getCause() != null && saysSo(failure.getCause())));
    }

    private static boolean saysSo(Throwable failure) {
        return failure instanceof ClosedChannelException
                || (failure.getClass() == IOException.class
                        && String.valueOf(failure.getMessage()).startsWith("Connection reset"));
    }

    /** By their causes: in which words an exception says so is no part of the comparison. */
    static String failure(Throwable failure) {
        if (failure instanceof ChannelOutputShutdownException) return "OutputShutdown";
        if (failure instanceof ClosedChannelException) return "Closed";
        if (failure instanceof IOException && failure.getCause() != null) {
            return "IO(" + failure(failure.getCause()) + ")";
        }
        Throwable cause = failure.getCause();
        return failure.getClass().getSimpleName()
                + (cause == null ? "(" + failure.getMessage() + ")" : "(" + failure(cause) + ")");
    }
}
