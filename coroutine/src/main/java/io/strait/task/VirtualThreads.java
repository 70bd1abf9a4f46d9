package io.strait.task;

import org.jspecify.annotations.Nullable;

/// Where code runs that blocks its thread.
final class VirtualThreads {
    static {
        String defect = defectOf(Runtime.version());
        if (defect != null)
            System.getLogger("io.strait.task").log(System.Logger.Level.WARNING, defect);
    }

    private VirtualThreads() {}

    /// Starts one that runs `code`. Where they have a known defect, the first call logs a warning.
    static Thread start(String name, Runnable code) {
        return Thread.ofVirtual().name(name).start(code);
    }

    /// What is wrong with those of a JDK; null if nothing is known.
    static @Nullable String defectOf(Runtime.Version jdk) {
        Runtime.Version mended = Runtime.Version.parse("25.0.4");
        if (jdk.feature() != mended.feature() || jdk.compareToIgnoreOptional(mended) >= 0)
            return null;
        return "JDK "
                + jdk
                + " can leave virtual threads blocked for ever (JDK-8373120), and with them the"
                + " tasks that wait for blocking code; use 25.0.4 or newer";
    }
}
