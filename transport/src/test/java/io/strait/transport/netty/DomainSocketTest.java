package io.strait.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.socket.AbstractSocketReuseFdTest;
import io.netty.testsuite.transport.socket.SocketDataReadInitialStateTest;
import io.netty.testsuite.transport.socket.SocketEchoTest;
import io.netty.testsuite.transport.socket.SocketFileRegionTest;
import io.netty.testsuite.transport.socket.SocketFixedLengthEchoTest;
import io.netty.testsuite.transport.socket.SocketGatheringWriteTest;
import io.netty.testsuite.transport.socket.SocketObjectEchoTest;
import io.netty.testsuite.transport.socket.SocketSslEchoTest;
import io.netty.testsuite.transport.socket.SocketSslGreetingTest;
import io.netty.testsuite.transport.socket.SocketStartTlsTest;
import io.netty.testsuite.transport.socket.SocketStringEchoTest;
import io.strait.transport.KQueueOnLinux;
import java.net.SocketAddress;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** Netty's own tests of stream sockets, over kqueue and UNIX domain sockets. */
@Tag("slowest")
class DomainSocketTest {
    @BeforeAll
    static void kqueue() {
        KQueueOnLinux.ensureAvailable();
    }

    @Nested
    class Echo extends SocketEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class FixedLengthEcho extends SocketFixedLengthEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class StringEcho extends SocketStringEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class ObjectEcho extends SocketObjectEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class GatheringWrite extends SocketGatheringWriteTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class FileRegion extends SocketFileRegionTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class DataReadInitialState extends SocketDataReadInitialStateTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class ReuseFd extends AbstractSocketReuseFdTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class StartTls extends SocketStartTlsTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class SslEcho extends SocketSslEchoTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }

    @Nested
    class SslGreeting extends SocketSslGreetingTest {
        @Override
        protected List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.domainSockets();
        }

        @Override
        protected SocketAddress newSocketAddress() {
            return KQueueBootstraps.domainAddress();
        }
    }
}
