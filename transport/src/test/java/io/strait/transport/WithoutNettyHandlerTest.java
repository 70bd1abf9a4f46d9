package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** An application without TLS need not have netty-handler, although one class of ours knows it. */
class WithoutNettyHandlerTest {

    /** A connection that sees all that is different under TLS. */
    public static final class Conversation implements Callable<List<Object>> {
        @Override
        public List<Object> call() {
            List<Object> log = new ArrayList<>();
            Embedded embedded =
                    Embedded.strings(
                            connection -> {
                                log.add(connection.read());
                                log.add(connection.read());
                                try {
                                    connection.shutdownOutput();
                                } catch (UnsupportedOperationException e) {
                                    log.add("refused");
                                }
                            });
            embedded.receive("a");
            embedded.channel.pipeline().fireUserEventTriggered("event");
            embedded.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            return log;
        }
    }

    @Test
    void aConnectionWorksWithoutIt() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1))
            if (!path.contains("netty-handler")) urls.add(Path.of(path).toUri().toURL());
        try (URLClassLoader loader =
                new URLClassLoader(
                        urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("io.netty.handler.ssl.SslHandler"))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> conversation =
                    (Callable<?>)
                            loader.loadClass(Conversation.class.getName())
                                    .getDeclaredConstructor()
                                    .newInstance();
            assertThat(conversation.call()).isEqualTo(Arrays.asList("a", null, "refused"));
        }
    }
}
