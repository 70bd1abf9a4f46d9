package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What is known of the JDKs that the tests don't run on.
class VirtualThreadsTest {
    @Test
    void jdksWhoseVirtualThreadsMayBlockForEverAreKnown() {
        for (String jdk : List.of("25", "25.0.1", "25.0.3+9-LTS"))
            assertThat(VirtualThreads.defectOf(Runtime.Version.parse(jdk)))
                    .startsWith("JDK " + jdk)
                    .contains("JDK-8373120", "use 25.0.4 or newer");
        for (String jdk : List.of("24.0.2", "25.0.4", "25.0.4.1+1", "25.0.5", "26"))
            assertThat(VirtualThreads.defectOf(Runtime.Version.parse(jdk))).isNull();
    }
}
