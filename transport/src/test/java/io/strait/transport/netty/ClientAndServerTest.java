package io.strait.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.testsuite.transport.socket.ServerSocketSuspendTest;
import io.netty.testsuite.transport.socket.SocketChannelNotYetConnectedTest;
import io.netty.testsuite.transport.socket.SocketConnectionAttemptTest;
import io.netty.testsuite.transport.socket.SocketShutdownOutputByPeerTest;
import io.netty.testsuite.transport.socket.SocketShutdownOutputBySelfTest;
import io.netty.testsuite.transport.socket.WriteBeforeRegisteredTest;
import io.strait.transport.KQueueOnLinux;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Netty's own tests of one end of a TCP connection, over kqueue. */
class ClientAndServerTest {
    /** Where nobody may be: RFC 5737 reserves it, and Netty's tests rely on it. */
    private static final InetSocketAddress TEST_NET =
            new InetSocketAddress("198.51.100.254", 65535);

    @BeforeAll
    static void kqueue() {
        KQueueOnLinux.ensureAvailable();
    }

    @Nested
    class ConnectionAttempt extends SocketConnectionAttemptTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return KQueueBootstraps.clients();
        }

        @Test
        @Override
        @SuppressWarnings("JUnitMethodInvoked") // its own, under a condition
        public void testConnectCancellation(TestInfo test) throws Throwable {
            Assumptions.assumeFalse(
                    somebodyAnswersFor(TEST_NET), "this network answers for " + TEST_NET);
            super.testConnectCancellation(test);
        }
    }

    @Nested
    class ChannelNotYetConnected extends SocketChannelNotYetConnectedTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return KQueueBootstraps.clients();
        }
    }

    @Nested
    class ShutdownOutputBySelf extends SocketShutdownOutputBySelfTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return KQueueBootstraps.clients();
        }
    }

    @Nested
    class WriteBeforeRegistered extends WriteBeforeRegisteredTest {
        @Override
        protected List<BootstrapFactory<Bootstrap>> newFactories() {
            return KQueueBootstraps.clients();
        }
    }

    @Nested
    class ShutdownOutputByPeer extends SocketShutdownOutputByPeerTest {
        @Override
        protected List<BootstrapFactory<ServerBootstrap>> newFactories() {
            return KQueueBootstraps.servers();
        }
    }

    @Nested
    class ServerSuspend extends ServerSocketSuspendTest {
        @Override
        protected List<BootstrapFactory<ServerBootstrap>> newFactories() {
            return KQueueBootstraps.servers();
        }
    }

    private static boolean somebodyAnswersFor(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, 5_000);
            return true;
        } catch (SocketTimeoutException | ConnectException | NoRouteToHostException nobody) {
            return false;
        }
    }
}
