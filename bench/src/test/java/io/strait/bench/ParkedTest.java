package io.strait.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.strait.bench.rivals.KotlinCoroutines;
import io.strait.bench.rivals.VirtualThreads;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever is counted in the heap has been parked there, and is let go of afterwards.
@Timeout(60)
class ParkedTest {
    private final AtomicInteger measured = new AtomicInteger();

    @Test
    void allAreParkedOnceAndEnd() {
        Runnable count = measured::incrementAndGet;
        for (int depth : new int[] {0, 7}) {
            assertThat(ParkedTasks.parkBare(50, depth, count)).isEqualTo(50);
            assertThat(ParkedTasks.park(50, depth, count)).isEqualTo(50);
            assertThat(ParkedTasks.forkAndPark(50, depth, count)).isEqualTo(50);
            assertThat(VirtualThreads.park(50, depth, count)).isEqualTo(50);
            assertThat(KotlinCoroutines.park(50, depth, count)).isEqualTo(50);
        }
        assertThat(measured).hasValue(10);
    }
}
