package io.strait.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.Version;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.AccessDeniedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class UnavailabilityTest {
    /** Classes that Netty 4.1 doesn't have. */
    private static final Set<String> NEW_IN_4_2 =
            Set.of(
                    "io.netty.channel.IoHandlerFactory",
                    "io.netty.channel.MultiThreadIoEventLoopGroup",
                    "io.netty.channel.nio.NioIoHandler",
                    "io.netty.channel.epoll.EpollIoHandler",
                    "io.netty.channel.kqueue.KQueueIoHandler");

    private static final Map<String, byte[]> VERSIONS_OF_4_1 =
            Map.of(
                    "META-INF/io.netty.versions.properties",
                    HidingClassLoader.text(
                            """
                            netty-transport.version=4.1.118.Final
                            netty-transport.buildDate=2025-02-10 12:00:00 +0000
                            netty-transport.commitDate=2025-02-10 12:00:00 +0000
                            netty-transport.shortCommitHash=0123456
                            netty-transport.longCommitHash=0123456789
                            netty-transport.repoStatus=clean
                            """));

    /** The enum as an application sees it that has other classes. */
    private record Seen(Class<?> type) {
        static Seen by(ClassLoader loader) throws Exception {
            return new Seen(loader.loadClass(Transport.class.getName()));
        }

        /* With handles: Class.getMethod looks at the types of all methods, of which some are missing. */
        Object best() throws Throwable {
            MethodType best = MethodType.methodType(type);
            return MethodHandles.publicLookup().findStatic(type, "best", best).invoke();
        }

        Optional<?> unavailability(Transport transport) throws Throwable {
            return (Optional<?>)
                    MethodHandles.publicLookup()
                            .findVirtual(
                                    type, "unavailability", MethodType.methodType(Optional.class))
                            .invoke(type.getField(transport.name()).get(null));
        }
    }

    @Test
    void whereNothingIsMissingTheBestIsTheSame() throws Throwable {
        try (var loader = new HidingClassLoader(name -> false, Map.of())) {
            assertThat(Seen.by(loader).unavailability(Transport.NIO)).isEmpty();
        }
    }

    @Test
    void withoutTheClassesOfTheNativeTransportsTheBestIsNio() throws Throwable {
        String version = Version.identify().get("netty-transport").artifactVersion();
        Predicate<String> nativeOnes =
                name -> name.matches("io\\.netty\\.channel\\.(kqueue|epoll|uring)\\..*");
        try (var loader = new HidingClassLoader(nativeOnes, Map.of())) {
            assertThat(Seen.by(loader).best()).hasToString("nio");
            for (Transport transport :
                    Set.of(Transport.KQUEUE, Transport.EPOLL, Transport.IO_URING)) {
                assertThat(Seen.by(loader).unavailability(transport))
                        .get()
                        .asString()
                        .startsWith(transport + " is not available here: its classes are missing")
                        .contains(
                                "add io.netty:netty-transport-classes-" + transport + ":" + version)
                        .contains("--add-modules io.netty.transport.classes." + transport);
            }
        }
    }

    @Test
    void withNetty41NoneIsAvailableAndItSaysWhichVersionToSet() throws Throwable {
        try (var loader = new HidingClassLoader(NEW_IN_4_2::contains, VERSIONS_OF_4_1)) {
            for (Transport transport : Set.of(Transport.KQUEUE, Transport.EPOLL, Transport.NIO)) {
                assertThat(Seen.by(loader).unavailability(transport))
                        .get()
                        .asString()
                        .startsWith(transport + " is not available here: Strait needs Netty 4.2.")
                        .contains("here is 4.1.118.Final")
                        .contains("set the property netty.version to 4.2.")
                        .doesNotContain("\n");
            }
            assertThatThrownBy(Seen.by(loader)::best)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("nio is not available here: Strait needs Netty 4.2.");
        }
    }

    @Test
    void ofALibraryThatCannotBeUnpackedItSaysWhyAndWhatToSet() {
        assertThat(
                        Unavailability.reason(
                                "epoll",
                                failedToLoad(new AccessDeniedException("/tmp/libnetty.so"))))
                .contains("AccessDeniedException: /tmp/libnetty.so")
                .contains("-Dio.netty.native.workdir=[path]");
        assertThat(
                        Unavailability.reason(
                                "epoll", failedToLoad(new IOException("No space left on device"))))
                .contains("No space left on device")
                .contains("-Dio.netty.native.workdir=[path]");
    }

    @Test
    void ofALibraryThatCannotBeExecutedItGivesNettysAdvice() {
        Throwable failure = new UnsatisfiedLinkError("/tmp/libnetty.so: failed to map segment");
        failure.addSuppressed(new UnsatisfiedLinkError("no netty in java.library.path"));
        Throwable advice =
                new UnsatisfiedLinkError(
                        "/tmp/libnetty.so exists but cannot be executed even when execute"
                                + " permissions set; use -Dio.netty.native.workdir=[path]");
        failure.getSuppressed()[0].addSuppressed(advice);
        assertThat(Unavailability.reason("epoll", failure)).isEqualTo(advice.getMessage());
    }

    @Test
    void ofALibraryThatIsNotThereItNamesTheDependency() {
        assertThat(
                        Unavailability.reason(
                                "io_uring",
                                failedToLoad(
                                        new FileNotFoundException("META-INF/native/libnetty.so"))))
                .contains("add io.netty:netty-transport-native-io_uring:4.2.")
                .contains("classifier");
    }

    @Test
    void ofAnythingElseItGivesTheFirstLineOfTheRootCause() {
        assertThat(
                        Unavailability.reason(
                                "io_uring",
                                failedToLoad(new RuntimeException("not permitted\nmore"))))
                .isEqualTo("not permitted");
    }

    private static Throwable failedToLoad(Throwable cause) {
        return new UnsatisfiedLinkError("could not load a native library").initCause(cause);
    }
}
