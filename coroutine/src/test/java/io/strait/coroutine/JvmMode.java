package io.strait.coroutine;

import java.lang.management.ManagementFactory;
import java.util.List;

/// How the JVM of the tests runs code.
final class JvmMode {
    private static final List<String> ARGUMENTS =
            ManagementFactory.getRuntimeMXBean().getInputArguments();

    private JvmMode() {}

    /// Whether the JVM keeps locks where the guard looks. Where not, it pins who holds one.
    static boolean hasFastLocks() {
        return !ARGUMENTS.contains("-XX:LockingMode=1");
    }

    /// `size`, or a tenth of it where code is interpreted, or compiled at each first call.
    static int scaled(int size) {
        boolean slow = ARGUMENTS.contains("-Xint") || ARGUMENTS.contains("-Xcomp");
        return slow ? size / 10 : size;
    }
}
