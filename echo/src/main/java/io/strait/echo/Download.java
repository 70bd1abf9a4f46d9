package io.strait.echo;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.strait.task.CancelledByTimeoutException;
import io.strait.task.Deadline;
import io.strait.task.Offload;
import io.strait.task.Shield;
import io.strait.transport.Connection;
import io.strait.transport.Connector;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One file that is fetched: a request, an answer, and where it has got to. What runs for it is one
/// task.
final class Download {
    private static final int LINE = 8 << 10;
    private static final int HEADERS = 64 << 10;
    private static final int CHUNK = 64 << 10;
    private static final Duration CLOSING = Duration.ofSeconds(10); // the file, if we are cancelled

    private static final Connector<HttpObject> HTTP =
            Connector.of(HttpObject.class)
                    .withPipeline(
                            pipeline ->
                                    pipeline.addLast(new HttpClientCodec(LINE, HEADERS, CHUNK)));

    private final RemoteFile source;
    private final Path target;
    private final boolean replaces;
    private long received; // of the body, in bytes
    private long length = -1; // of the body; -1 if the server hasn't said

    Download(RemoteFile source, Path target, boolean replaces) {
        this.source = source;
        this.target = target;
        this.replaces = replaces;
    }

    RemoteFile source() {
        return source;
    }

    long received() {
        return received;
    }

    long length() {
        return length;
    }

    /// Fetches it; suspends until it is complete. For a task.
    ///
    /// @param idle how long the server may send nothing
    /// @throws IOException with the reason in words, if it can't be had
    void run(Dialer dialer, Duration idle) throws IOException {
        PartFile file = Offload.run(() -> new PartFile(target, replaces));
        try (Connection<HttpObject> server = dialer.dial(HTTP, source.host(), source.port())) {
            server.write(request());
            head(server, idle);
            boolean last;
            do last = body(next(server, idle), file);
            while (!last);
            Offload.run(file::finish);
        } finally {
            Shield.run(CLOSING, () -> Offload.run(file::close));
        }
    }

    private HttpRequest request() {
        HttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, source.target());
        request.headers()
                .set(HttpHeaderNames.HOST, source.authority())
                .set(HttpHeaderNames.USER_AGENT, "strait-echo")
                .set(HttpHeaderNames.ACCEPT, "*/*")
                .set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.IDENTITY)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }

    private void head(Connection<HttpObject> server, Duration idle) throws IOException {
        while (true) {
            HttpObject message = next(server, idle);
            ReferenceCountUtil.release(message);
            if (!(message instanceof HttpResponse response)) continue; // the end of a hint
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL
                    && !response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) continue;
            requireOk(response);
            length = HttpUtil.getContentLength(response, -1L);
            return;
        }
    }

    private static void requireOk(HttpResponse response) throws IOException {
        HttpResponseStatus status = response.status();
        if (status.equals(HttpResponseStatus.OK)) return;
        String says = "the server says " + Terminal.printable(status.toString());
        String location = response.headers().get(HttpHeaderNames.LOCATION);
        if (status.codeClass() == HttpStatusClass.REDIRECTION && location != null) {
            says += ": it is at " + Terminal.printable(location) + "; redirects aren't followed";
        }
        throw new IOException(says);
    }

    /* Whether that was the last part. */
    private boolean body(HttpObject message, PartFile file) throws IOException {
        try {
            if (!(message instanceof HttpContent content)) return false;
            ByteBuf data = content.content();
            received += data.readableBytes();
            if (data.isReadable()) Offload.run(() -> file.write(data.nioBuffer()));
            return message instanceof LastHttpContent;
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private HttpObject next(Connection<HttpObject> server, Duration idle) throws IOException {
        @Nullable HttpObject message;
        try {
            message = Deadline.<@Nullable HttpObject, IOException>failAfter(idle, server::read);
        } catch (CancelledByTimeoutException late) {
            throw new IOException("nothing came for " + idle.toSeconds() + " s", late);
        } catch (IOException failed) {
            throw new IOException(
                    "the connection is lost" + soFar() + ": " + SystemError.text(failed), failed);
        }
        if (message == null) throw new IOException("the server has ended the connection" + soFar());
        DecoderResult decoded = message.decoderResult();
        if (decoded.isFailure()) {
            ReferenceCountUtil.release(message);
            throw new IOException(
                    "the server's answer isn't HTTP: "
                            + Terminal.printable(String.valueOf(decoded.cause().getMessage())));
        }
        return message;
    }

    private String soFar() {
        return length < 0
                ? " after " + received + " bytes"
                : " after " + received + " of " + length + " bytes";
    }
}
