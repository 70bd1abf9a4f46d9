package io.strait.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.DatagramConnectNotExistsTest;
import io.netty.testsuite.transport.socket.DatagramConnectedWriteExceptionTest;
import io.netty.testsuite.transport.socket.DatagramUnicastIPv6MappedTest;
import io.netty.testsuite.transport.socket.DatagramUnicastIPv6Test;
import io.netty.testsuite.transport.socket.DatagramUnicastInetTest;
import io.strait.transport.KQueueOnLinux;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Netty's own tests of UDP sockets, over kqueue. */
class UdpTest {
    @BeforeAll
    static void kqueue() {
        KQueueOnLinux.ensureAvailable();
    }

    @Nested
    class DatagramUnicastInet extends DatagramUnicastInetTest {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.datagrams(SocketProtocolFamily.INET);
        }
    }

    @Nested
    class DatagramUnicastIPv6 extends DatagramUnicastIPv6Test {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.datagrams(SocketProtocolFamily.INET6);
        }
    }

    @Nested
    class DatagramUnicastIPv6Mapped extends DatagramUnicastIPv6MappedTest {
        @Override
        protected List<BootstrapComboFactory<Bootstrap, Bootstrap>> newFactories() {
            return KQueueBootstraps.datagrams(SocketProtocolFamily.INET6);
        }
    }

    @Nested
    class DatagramConnectNotExists extends DatagramConnectNotExistsTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return KQueueBootstraps.datagramSockets();
        }
    }

    @Nested
    class DatagramConnectedWriteException extends DatagramConnectedWriteExceptionTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return KQueueBootstraps.datagramSockets();
        }
    }
}
