package io.strait.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Things in a row.
class RingTest {
    private final ManualLoop loop = new ManualLoop();
    private final Ring<Task> ring = new Ring<>();

    /// Growing at whichever place of the ring its head is.
    @Test
    void itKeepsTheOrderAndGrows() {
        ArrayDeque<Task> model = new ArrayDeque<>();
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            if (random.nextInt(100) < (i % 1000 < 700 ? 60 : 30)) {
                Job job = new Job("job " + i, loop, self -> {});
                ring.add(job);
                model.add(job);
            } else {
                assertThat(ring.poll()).isSameAs(model.poll());
            }
            assertThat(ring.peek()).isSameAs(model.peek());
        }
        while (!model.isEmpty()) assertThat(ring.poll()).isSameAs(model.poll());
        assertThat(ring.poll()).isNull();
    }
}
