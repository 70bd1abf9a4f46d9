package io.strait.fuzz.bytes;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One program, performed by the real thing and by the model. */
final class Check {
    private Check() {}

    /** What was wrong, or null. */
    static @Nullable String failure(Program program, Tested tested) {
        List<String> actual = Execution.of(program, tested);
        List<String> expected = Model.of(program, actual);
        return expected.equals(actual) ? null : "it was   " + actual + "\nand not  " + expected;
    }
}
