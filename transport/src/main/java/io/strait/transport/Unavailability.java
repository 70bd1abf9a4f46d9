package io.strait.transport;

import io.netty.util.Version;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Why a transport doesn't work here: in one line, with what to do about it.
final class Unavailability {
    /// The oldest Netty with which Strait is tested.
    static final String NEEDED = "4.2.17.Final";

    /* How Netty's own advice is known among the many exceptions of a library that can't be loaded. */
    private static final String WORKDIR = "io.netty.native.workdir";

    private Unavailability() {}

    /// The reason that Netty gives.
    static String reason(String transport, Throwable cause) {
        String advice = mentioning(WORKDIR, cause);
        if (advice != null) return advice;
        Throwable root = cause;
        while (root.getCause() != null) root = root.getCause();
        if (root instanceof FileNotFoundException) {
            return "there is no native library of it for this platform on the class path; add"
                    + " io.netty:netty-transport-native-"
                    + transport
                    + ":"
                    + found()
                    + " with the classifier of the platform, such as linux-x86_64 or osx-aarch_64";
        }
        if (root instanceof IOException) {
            return "its native library cannot be unpacked ("
                    + root
                    + "); use -D"
                    + WORKDIR
                    + "=[path] to set a directory in which it can be written and executed";
        }
        String message = root.getMessage();
        return message == null ? root.toString() : firstLine(message);
    }

    /// The reason where classes that it needs are missing, or are other ones than it needs.
    static String missing(String transport, LinkageError cause) {
        String found = found();
        if (isOlder(found) || !(cause instanceof NoClassDefFoundError)) {
            return "Strait needs Netty "
                    + NEEDED
                    + " or newer, and here is "
                    + found
                    + " ("
                    + cause
                    + "); set the property netty.version to "
                    + NEEDED
                    + " where a parent such as Spring Boot manages Netty, or import"
                    + " io.netty:netty-bom:"
                    + NEEDED;
        }
        return "its classes are missing ("
                + cause
                + "); add io.netty:netty-transport-classes-"
                + transport
                + ":"
                + found
                + ", and on the module path --add-modules io.netty.transport.classes."
                + transport;
    }

    private static String found() {
        Version version = Version.identify(Version.class.getClassLoader()).get("netty-transport");
        // A jar of everything may have lost the list of versions.
        return version == null ? "one that does not say its version" : version.artifactVersion();
    }

    private static boolean isOlder(String version) {
        return version.startsWith("4.0.") || version.startsWith("4.1.");
    }

    private static @Nullable String mentioning(String word, Throwable cause) {
        String message = cause.getMessage();
        if (message != null && message.contains(word)) return firstLine(message);
        for (Throwable suppressed : cause.getSuppressed()) {
            String found = mentioning(word, suppressed);
            if (found != null) return found;
        }
        return cause.getCause() == null ? null : mentioning(word, cause.getCause());
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
