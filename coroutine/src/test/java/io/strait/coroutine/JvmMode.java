package io.strait.coroutine;

import java.lang.management.ManagementFactory;
import java.util.List;

/// How the JVM of the tests runs code.
final class JvmMode {
    private static final List<String> ARGUMENTS =
            ManagementFactory.getRuntimeMXBean().getInputArguments();

    private JvmMode() {}

    /// `size`, or a tenth of it where code is interpreted, or compiled at each first call.
    static int scaled(int size) {
        boolean slow = ARGUMENTS.contains("-Xint") || ARGUMENTS.contains("-Xcomp");
        return slow ? size / 10 : size;
    }
}
