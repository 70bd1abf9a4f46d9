package io.strait.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.unix.Errors;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.CompositeBufferGatheringWriteTest;
import io.netty.testsuite.transport.socket.SocketAddressesTest;
import io.netty.testsuite.transport.socket.SocketAutoReadTest;
import io.netty.testsuite.transport.socket.SocketBufReleaseTest;
import io.netty.testsuite.transport.socket.SocketCancelWriteTest;
import io.netty.testsuite.transport.socket.SocketCloseForciblyTest;
import io.netty.testsuite.transport.socket.SocketConditionalWritabilityTest;
import io.netty.testsuite.transport.socket.SocketConnectTest;
import io.netty.testsuite.transport.socket.SocketDataReadInitialStateTest;
import io.netty.testsuite.transport.socket.SocketEchoTest;
import io.netty.testsuite.transport.socket.SocketExceptionHandlingTest;
import io.netty.testsuite.transport.socket.SocketFileRegionTest;
import io.netty.testsuite.transport.socket.SocketFixedLengthEchoTest;
import io.netty.testsuite.transport.socket.SocketGatheringWriteTest;
import io.netty.testsuite.transport.socket.SocketHalfClosedTest;
import io.netty.testsuite.transport.socket.SocketMultipleConnectTest;
import io.netty.testsuite.transport.socket.SocketObjectEchoTest;
import io.netty.testsuite.transport.socket.SocketReadPendingTest;
import io.netty.testsuite.transport.socket.SocketRstTest;
import io.netty.testsuite.transport.socket.SocketSpdyEchoTest;
import io.netty.testsuite.transport.socket.SocketStringEchoTest;
import io.netty.testsuite.transport.socket.TrafficShapingHandlerTest;
import io.strait.transport.KQueueOnLinux;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Netty's own tests of TCP sockets, over kqueue. */
class TcpTest {
    private static final String CONNECTX = "connectx(2) is macOS's alone";

    @BeforeAll
    static void kqueue() {
        KQueueOnLinux.ensureAvailable();
    }

    @Nested
    class Echo extends SocketEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class FixedLengthEcho extends SocketFixedLengthEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class StringEcho extends SocketStringEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class ObjectEcho extends SocketObjectEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class GatheringWrite extends SocketGatheringWriteTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class CompositeBufferGatheringWrite extends CompositeBufferGatheringWriteTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class FileRegion extends SocketFileRegionTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class BufRelease extends SocketBufReleaseTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class CancelWrite extends SocketCancelWriteTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class ConditionalWritability extends SocketConditionalWritabilityTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class AutoRead extends SocketAutoReadTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class ReadPending extends SocketReadPendingTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class DataReadInitialState extends SocketDataReadInitialStateTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class ExceptionHandling extends SocketExceptionHandlingTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class HalfClosed extends SocketHalfClosedTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class Rst extends SocketRstTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }

        // Like the other native transports, kqueue tells the error itself.
        @Override
        protected void assertRstOnCloseException(IOException cause, Channel channel) {
            if (!(channel instanceof KQueueSocketChannel)) {
                super.assertRstOnCloseException(cause, channel);
                return;
            }
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            NativeIoException.class,
                            e ->
                                    assertThat(e.expectedErr())
                                            .isEqualTo(Errors.ERRNO_ECONNRESET_NEGATIVE));
        }
    }

    @Nested
    class CloseForcibly extends SocketCloseForciblyTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @SuppressWarnings("JUnitMethodInvoked") // their own, under a condition
    class Connect extends SocketConnectTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }

        @Test
        @Override
        @DisabledOnOs(value = OS.LINUX, disabledReason = CONNECTX)
        public void testWriteWithFastOpenBeforeConnect(TestInfo test) throws Throwable {
            super.testWriteWithFastOpenBeforeConnect(test);
        }

        @Test
        @Override
        @DisabledOnOs(value = OS.LINUX, disabledReason = CONNECTX)
        public void testWriteWithFastOpenBeforeConnectDirectBufferReaderIndex(TestInfo test)
                throws Throwable {
            super.testWriteWithFastOpenBeforeConnectDirectBufferReaderIndex(test);
        }

        @Test
        @Override
        @DisabledOnOs(value = OS.LINUX, disabledReason = CONNECTX)
        public void testWriteWithFastOpenBeforeConnectCompositeBuffer(TestInfo test)
                throws Throwable {
            super.testWriteWithFastOpenBeforeConnectCompositeBuffer(test);
        }

        @Test
        @Override
        @DisabledOnOs(value = OS.LINUX, disabledReason = CONNECTX)
        public void testWriteWithFastOpenBeforeConnectCompositeBufferReaderIndex(TestInfo test)
                throws Throwable {
            super.testWriteWithFastOpenBeforeConnectCompositeBufferReaderIndex(test);
        }
    }

    @Nested
    class MultipleConnect extends SocketMultipleConnectTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    class Addresses extends SocketAddressesTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }

        @Override
        protected void assertAddress(SocketAddress address) {
            assertThat(((InetSocketAddress) address).getPort()).isPositive();
            assertThat(((InetSocketAddress) address).getAddress().isAnyLocalAddress()).isFalse();
        }
    }

    @Nested
    @Tag("slowest")
    class SpdyEcho extends SocketSpdyEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }

    @Nested
    @Tag("slowest")
    class TrafficShapingHandler extends TrafficShapingHandlerTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.sockets();
        }
    }
}
