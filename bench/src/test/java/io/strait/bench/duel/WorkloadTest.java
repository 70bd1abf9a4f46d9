package io.strait.bench.duel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    @Test
    void noTwoHaveTheSameName() {
        assertThat(Workload.quick()).extracting(Workload::label).doesNotHaveDuplicates();
        assertThat(Workload.full(1000)).extracting(Workload::label).doesNotHaveDuplicates();
    }

    @Test
    void idleConnectionsAreTheFirstToBeLeftOut() {
        Workload reduced = Workload.idle(100, 10_000).atMost(800);
        assertThat(List.of(reduced.busy(), reduced.idle())).containsExactly(100, 700);
        assertThat(Workload.pingPong(1000).atMost(300).busy()).isEqualTo(300);
    }

    @Test
    void whatIsAllowedIsNotReduced() {
        Workload workload = Workload.idle(100, 900);
        assertThat(workload.atMost(1000)).isSameAs(workload);
    }
}
