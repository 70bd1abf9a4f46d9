package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import java.util.Arrays;
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
    void aLinuxHasNoKqueueAndAMacNoEpollAndBothSayWhy() {
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        Transport foreign = mac ? Transport.EPOLL : Transport.KQUEUE;
        assertThat(foreign.isAvailable()).isFalse();
        assertThat(foreign.unavailability())
                .hasValueSatisfying(
                        reason ->
                                assertThat(reason)
                                        .startsWith(foreign + " is not available here: ")
                                        .hasLineCount(1)
                                        .contains("nly supported on"));
        assertThatThrownBy(() -> foreign.newEventLoopGroup(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(foreign.unavailability().orElseThrow());
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
        if (!transport.isAvailable()) {
            assertThat(transport.unavailability()).isPresent();
            return;
        }
        EventLoopGroup group = transport.newEventLoopGroup(2);
        try {
            assertThat(group).hasSize(2);
        } finally {
            group.shutdownGracefully();
        }
    }
}
