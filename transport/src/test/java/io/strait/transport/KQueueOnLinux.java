package io.strait.transport;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.kqueue.KQueue;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/// Netty's kqueue transport on a Linux, over the natives of [KQueueLibrary]: its own classes,
/// without a change. On other systems this only says whether it is there.
///
/// Netty decides once in a JVM whether it has kqueue. So this comes before the first test, as a
/// listener of the session.
public final class KQueueOnLinux implements LauncherSessionListener {
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    /// Why it isn't there.
    private static final Optional<String> OBSTACLE = LINUX ? load() : unavailability();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        OBSTACLE.ifPresent(why -> System.out.println("[WARNING] No tests over kqueue: " + why));
    }

    /// Skips the test where kqueue is missing, or on a Linux what it needs here, and says what.
    /// Where `-Dstrait.kqueue=required` is given, that is a failure: on a Mac, too.
    public static void ensureAvailable() {
        OBSTACLE.ifPresent(
                why -> {
                    if ("required".equals(System.getProperty("strait.kqueue"))) {
                        throw new AssertionError("kqueue is required, but " + why);
                    }
                    Assumptions.abort(why);
                });
        if (LINUX) KQueue.ensureAvailability();
    }

    private static Optional<String> unavailability() {
        return Optional.ofNullable(KQueue.unavailabilityCause()).map(Throwable::toString);
    }

    @SuppressWarnings("restricted") // System.load
    private static Optional<String> load() {
        // Epoll's library has the natives of io.netty.channel.unix, which kqueue uses as well.
        if (!Epoll.isAvailable()) {
            return Optional.of("its natives build on epoll: " + Epoll.unavailabilityCause());
        }
        if (!Files.exists(KQueueLibrary.PATH)) {
            return Optional.of(
                    KQueueLibrary.PATH + " doesn't exist: the build needs a C compiler, cc");
        }
        System.load(KQueueLibrary.PATH.toString());
        return Optional.empty();
    }
}
