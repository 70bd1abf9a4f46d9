package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransportTest {

    @Test
    void theBestIsTheFirstThatIsAvailable() {
        assertThat(Transport.values())
                .containsExactly(
                        Transport.KQUEUE, Transport.EPOLL, Transport.IO_URING, Transport.NIO);
        assertThat(Transport.best())
                .isEqualTo(
                        Arrays.stream(Transport.values())
                                .filter(Transport::isAvailable)
                                .findFirst()
                                .orElseThrow());
    }

    @Test
    void nioIsAvailableEverywhere() {
        assertThat(Transport.NIO.isAvailable()).isTrue();
        assertThat(Transport.NIO.unavailability()).isEmpty();
    }

    @Test
    void aLinuxHasNoKqueueAndAMacNoEpollAndBothSayWhy() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ForeignTransport.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> lines = process.inputReader().readAllLines();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst())
                .startsWith(ForeignTransport.HERE + " is not available here: ")
                .contains("nly supported on")
                .isEqualTo(lines.getLast());
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theChannelClassesAreOfTheSameTransport(Transport transport) {
        String name = transport.toString().replace("_", "");
        assertThat(transport.serverChannel().getSimpleName()).startsWithIgnoringCase(name);
        assertThat(transport.clientChannel().getSimpleName()).startsWithIgnoringCase(name);
    }

    @ParameterizedTest
    @EnumSource
    void anAvailableOneMakesAsManyEventLoopsAsAsked(Transport transport) {
        if (transport == Transport.KQUEUE) KQueueOnLinux.ensureAvailable();
        transport.unavailability().ifPresent(Assumptions::abort);
        EventLoopGroup group = transport.newEventLoopGroup(2);
        try {
            assertThat(group).hasSize(2);
        } finally {
            group.shutdownGracefully();
        }
    }
}
