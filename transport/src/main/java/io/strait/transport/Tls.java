package io.strait.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// An `SslHandler` in front of a connection. Under TLS each side ends its output with a message,
/// close_notify; where the bytes end without one, somebody may have cut them off.
///
/// The one class that knows `netty-handler`, which an application without TLS need not have.
final class Tls {
    private static final boolean PRESENT = isPresent();

    private final SslHandler handler;

    private Tls(SslHandler handler) {
        this.handler = handler;
    }

    private static boolean isPresent() {
        try {
            Class.forName("io.netty.handler.ssl.SslHandler", false, Tls.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /// The one in front of the handler of this context, or null. It looks through the pipeline,
    /// which may have changed.
    static @Nullable Tls inFrontOf(ChannelHandlerContext context) {
        if (!PRESENT || context.pipeline().get(SslHandler.class) == null) return null;
        for (Map.Entry<String, ChannelHandler> entry : context.pipeline()) {
            if (entry.getValue() == context.handler()) break;
            if (entry.getValue() instanceof SslHandler handler) return new Tls(handler);
        }
        return null;
    }

    /// Puts the client's side of it at the end of the pipeline of a channel that is connected,
    /// which begins the handshake. It has as long as the connect.
    ///
    /// @param host which the server has to prove that it is
    /// @param port for what is remembered of earlier handshakes
    static Tls addClient(Channel channel, SslContext context, String host, int port) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        SslHandler handler = context.newHandler(channel.alloc(), name, port);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        handler.setHandshakeTimeoutMillis(channel.config().getConnectTimeoutMillis());
        channel.pipeline().addLast(handler);
        return new Tls(handler);
    }

    /// Asks for the server's answer, as nobody else may be reading yet. For the rest of the
    /// handshake the handler itself asks.
    void askForAnswer(Channel channel) {
        ChannelHandlerContext context = channel.pipeline().context(handler);
        if (context != null && !handler.handshakeFuture().isDone()) context.read();
    }

    static SslContext requireClient(SslContext context) {
        if (context.isClient()) return context;
        throw new IllegalArgumentException("the TLS context is a server's");
    }

    /// Whether the event says that the peer's close_notify has come. That it never will is said
    /// when the channel is gone, or no longer under TLS.
    static boolean isEnd(Object event) {
        return PRESENT && event instanceof SslCloseCompletionEvent end && end.isSuccess();
    }

    /// Whether the peer's close_notify has come.
    boolean inputHasEnded() {
        return handler.sslCloseFuture().isSuccess();
    }

    /// What is wrong with an end of the bytes that comes now: null if nothing.
    static @Nullable Throwable truncation(ChannelHandlerContext context) {
        Tls tls = inFrontOf(context);
        if (tls == null || tls.inputHasEnded()) return null;
        return new Truncation("the peer's output ended without close_notify");
    }

    /// Whether our close_notify has been sent.
    boolean outputHasEnded() {
        return handler.engine().isOutboundDone();
    }

    Future<?> handshake() {
        return handler.handshakeFuture();
    }

    /// The version, which the handshake decides on.
    String version() {
        return handler.engine().getSession().getProtocol();
    }

    /// Before TLS 1.3, whoever gets a close_notify must stop sending at once.
    boolean hasHalfClose() {
        return version().equals("TLSv1.3");
    }

    /// Sends close_notify, which leaves the channel open.
    Future<?> endOutput() {
        return handler.closeOutbound();
    }
}
