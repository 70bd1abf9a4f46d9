package io.strait.task;

import java.util.ArrayList;
import java.util.List;

/// Two baskets to select from, in the time of a [ManualLoop].
abstract class SelectFixture {
    final ManualLoop loop = new ManualLoop();
    final Basket one = new Basket(loop);
    final Basket two = new Basket(loop);
    final List<Object> log = new ArrayList<>();

    Job run(Job.Code code) {
        return Job.started(loop, code);
    }

    /// Takes `times` from either.
    Job takesFromEither(int times) {
        return run(
                self -> {
                    Select select = new Select();
                    var first = select.on(one.taking());
                    var second = select.on(two.taking());
                    for (int i = 0; i < times; i++)
                        log.add(select.await() == first ? first.get() : second.get());
                });
    }
}
