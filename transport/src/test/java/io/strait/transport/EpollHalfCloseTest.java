package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;

/** What it does is in HalfCloseConformanceTest; here is what it says where it can't. */
class EpollHalfCloseTest {

    @Test
    void whereNettyHasNoSuchMethodItWarnsInOneReadableLine() throws Exception {
        String channel = "io.netty.channel.epoll.AbstractEpollChannel";
        byte[] withoutTheMethod = ClassFile.of().build(ClassDesc.of(channel), type -> {});
        List<String> warnings = new ArrayList<>();
        Handler handler =
                new Handler() {
                    @Override
                    public void publish(LogRecord record) {
                        warnings.add(new SimpleFormatter().formatMessage(record));
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        Logger logger = Logger.getLogger("io.strait.transport");
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try (var loader =
                new HidingClassLoader(
                        name -> false,
                        Map.of(channel.replace('.', '/') + ".class", withoutTheMethod))) {
            var keep =
                    loader.loadClass(EpollHalfClose.class.getName())
                            .getDeclaredMethod("keep", loader.loadClass(Channel.class.getName()));
            keep.setAccessible(true);
            keep.invoke(null, (Object) null); // without the method there is nothing to do
        } finally {
            logger.setUseParentHandlers(true);
            logger.removeHandler(handler);
        }
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("Over epoll, an answer of some MiB may be cut off")
                .contains("a defect of Netty that Strait cannot work around")
                .contains(channel + ".setFlag(int)")
                .doesNotContain("{0}");
    }
}
