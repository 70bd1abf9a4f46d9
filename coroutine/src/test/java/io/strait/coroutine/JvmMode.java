package io.strait.coroutine;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.management.ManagementFactory;
import java.util.List;

/// How the JVM of the tests runs code.
public final class JvmMode {
    private static final List<String> ARGUMENTS =
            ManagementFactory.getRuntimeMXBean().getInputArguments();

    private JvmMode() {}

    /// Whether the JVM keeps locks where the guard looks. Where not, it pins who holds one.
    public static boolean hasFastLocks() {
        return !ARGUMENTS.contains("-XX:LockingMode=1");
    }

    /// Skips a test of the guard where there is none: who holds a monitor is pinned there, which
    /// `UnguardedTest` and the random programs try.
    static void assumeFastLocks() {
        assumeTrue(hasFastLocks(), "the JVM pins whoever holds a monitor, and needs no guard");
    }

    /// Skips a test in which an assertion of the JDK's own fails.
    static void assumeNoSystemAssertions(String why) {
        assumeFalse(Object.class.desiredAssertionStatus(), why);
    }

    /// `size`, or a tenth of it where code is interpreted, or compiled at each first call.
    public static int scaled(int size) {
        boolean slow = ARGUMENTS.contains("-Xint") || ARGUMENTS.contains("-Xcomp");
        return slow ? size / 10 : size;
    }
}
