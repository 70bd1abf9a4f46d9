package io.strait.task.fuzz;

import io.strait.task.Broadcast.SlowConsumer;
import io.strait.task.Loop;
import io.strait.task.Mailbox;
import io.strait.task.Subscription;
import io.strait.task.Subtask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where each item, permit and task of a program has gone. What must be true in whatever order the
/// tasks run is checked here: nothing is lost, nothing is there twice, nobody waits for what is
/// there.
final class Books {
    private record Subscribed(int broadcast, SlowConsumer slow, Subscription<Integer> made) {}

    private final Map<Integer, Integer> boxOf = new HashMap<>(); // of each item
    private final Set<Integer> accepted = new HashSet<>();
    private final Set<Integer> refused = new HashSet<>();
    private final Set<Integer> taken = new HashSet<>();
    private final int[] permits = {0, 1, 2};
    private final List<Subscribed> subscribed = new ArrayList<>();
    private final List<Subtask<Integer>> forked = new ArrayList<>();
    private final Map<Integer, Integer> copies =
            new HashMap<>(); // of each item, that are somewhere

    private static void require(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }

    void putBegins(int box, int item) {
        boxOf.put(item, box);
    }

    void accepted(int item) {
        accepted.add(item);
    }

    void refused(int item) {
        refused.add(item);
    }

    Integer taken(int box, Integer item) {
        if (item == null) return null;
        require(taken.add(item), "an item was taken twice: " + item);
        require(boxOf.get(item) == box, "an item came out of another mailbox: " + item);
        return item;
    }

    void acquired(int semaphore) {
        permits[semaphore]--;
    }

    void released(int semaphore) {
        permits[semaphore]++;
    }

    void subscribed(int broadcast, SlowConsumer slow, Subscription<Integer> made) {
        subscribed.add(new Subscribed(broadcast, slow, made));
    }

    Integer copied(Integer item) {
        copies.merge(item, 1, Integer::sum);
        return item;
    }

    void discarded(Integer item) {
        require(copies.merge(item, -1, Integer::sum) >= 0, "a copy was discarded twice: " + item);
    }

    Integer received(Integer item) {
        if (item != null) discarded(item);
        return item;
    }

    void unpublished(int item) {
        require(!copies.containsKey(item), "who was refused has published: " + item);
    }

    void forked(Subtask<Integer> subtask) {
        forked.add(subtask);
    }

    /// Looks at everything, when the driver has just executed `op`.
    void look(Op op, Execution execution) {
        Things things = execution.things;
        for (int i = 0; i < permits.length; i++) {
            int available = things.semaphores.get(i).available();
            require(available == permits[i], "permits are lost, or too many: " + things);
        }
        boolean idle = op.kind() == Op.Kind.RUN_ALL || op.kind() == Op.Kind.ADVANCE;
        if (!idle) return;
        require(execution.loop.queued() == 0, "commands were left in the queue");
        long next = execution.loop.nextDeadline();
        require(next == Loop.NO_DEADLINE || next - execution.loop.now() > 0, "a timer is late");
        boolean givenUp = execution.tasks.stream().anyMatch(Books::isGivenUp);
        for (Actor each : execution.tasks) {
            if (each.task.hasEnded()) continue;
            require(each.task.isWaiting(), each.name + " could go on, and doesn't");
            if (each.doing != null && !givenUp)
                require(!isThere(each.doing, execution), each.name + " waits for what is there");
        }
    }

    private static boolean isGivenUp(Actor actor) {
        return actor.task.hasEnded() && actor.doing != null;
    }

    private boolean isThere(Op op, Execution execution) {
        Things things = execution.things;
        int index = op.numbers().isEmpty() ? 0 : op.number(0);
        return switch (op.kind()) {
            case TAKE, ON_BOX -> {
                Mailbox<Integer> box = things.boxes.get(index);
                yield box.size() > 0 || isIn(Op.Kind.PUT, index, execution);
            }
            case PUT -> {
                Mailbox<Integer> box = things.boxes.get(index);
                yield box.size() < box.capacity();
            }
            case ACQUIRE, ACQUIRE_WITHIN, PERMIT, ON_PERMIT ->
                    things.semaphores.get(index).available() > 0;
            case MUTEX -> things.mutexes.get(index).toString().equals("mutex (free)");
            case PUBLISH -> allHaveRoom(index);
            case SELECT ->
                    op.blocks().getFirst().stream().anyMatch(each -> isThere(each, execution));
            default -> false;
        };
    }

    private static boolean isIn(Op.Kind kind, int index, Execution execution) {
        for (Actor each : execution.tasks)
            if (!each.task.hasEnded()
                    && each.doing != null
                    && each.doing.kind() == kind
                    && each.doing.number(0) == index) return true;
        return false;
    }

    private boolean allHaveRoom(int broadcast) {
        for (Subscribed each : subscribed) {
            Subscription<Integer> made = each.made;
            if (each.broadcast == broadcast
                    && each.slow == SlowConsumer.WAIT
                    && made.size() >= made.capacity()
                    && !made.isClosed()) return false;
        }
        return true;
    }

    /// Checks that all of it has ended, and that nothing is missing.
    void close(Execution execution) {
        for (Actor each : execution.tasks)
            require(each.task.hasEnded(), each.name + " was left behind in " + each.doing);
        for (Subtask<Integer> each : forked)
            require(each.state() != Subtask.State.UNAVAILABLE, each + " was left behind");
        Things things = execution.things;
        for (int i = 0; i < things.boxes.size(); i++)
            for (Integer item : things.boxes.get(i).drain()) taken(i, item);
        for (Integer item : accepted) require(taken.contains(item), "an item is lost: " + item);
        for (Integer item : refused)
            require(!taken.contains(item), "an item was put that was refused: " + item);
        for (Subscribed each : subscribed) each.made.close();
        copies.forEach((item, left) -> require(left == 0, "a copy is lost: " + item));
    }
}
