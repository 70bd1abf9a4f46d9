package io.strait.task.fuzz;

import static io.strait.task.fuzz.Op.Kind.*;

import io.strait.task.fuzz.Op.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// A program made of random numbers: the same seed makes the same one. Each is about a few things
/// alone, and uses few of them, so that its tasks meet there.
final class RandomProgram {
    private static final int DEEPEST_NESTING = 4;
    private static final int[] TIMES = {0, 1, 1, 2, 3, 5, 10};

    /// What a program may be about.
    private enum Theme {
        BOXES,
        BROADCASTS,
        SEMAPHORES,
        MUTEXES,
        SIGNALS,
        FUTURES,
        SUBTASKS
    }

    private final Random random;
    private final int bodies;
    private final List<Theme> themes;
    private final int[] boxes;
    private final boolean storms; // so that budgets run out

    private RandomProgram(long seed) {
        random = new Random(seed);
        bodies = 2 + random.nextInt(4);
        Set<Theme> about = EnumSet.noneOf(Theme.class);
        for (int i = 1 + random.nextInt(3); i > 0; i--)
            about.add(Theme.values()[random.nextInt(Theme.values().length)]);
        themes = List.copyOf(about);
        boxes = new int[] {random.nextInt(Program.BOXES), random.nextInt(Program.BOXES)};
        storms = random.nextInt(5) == 0;
    }

    static Program of(long seed) {
        RandomProgram maker = new RandomProgram(seed);
        boolean wraps = maker.random.nextInt(8) == 0;
        List<List<Op>> bodies = new ArrayList<>();
        bodies.add(maker.driver());
        for (int i = 1; i < maker.bodies; i++) bodies.add(maker.block(0, 8));
        return new Program(wraps, List.copyOf(bodies));
    }

    private int below(int bound) {
        return random.nextInt(bound);
    }

    private boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    private <T> T oneOf(List<T> all) {
        return all.get(below(all.size()));
    }

    private int time() {
        return TIMES[below(TIMES.length)];
    }

    // The driver.

    private List<Op> driver() {
        List<Op> ops = new ArrayList<>();
        ops.add(start());
        for (int i = 4 + below(12); i > 0; i--) ops.add(driven());
        return List.copyOf(ops);
    }

    private Op start() {
        return Op.of(START, body(), oneIn(6) ? body() : 0);
    }

    private Op driven() {
        return switch (below(14)) {
            case 0, 1, 2, 3 -> start();
            case 4, 5, 6 -> Op.of(ADVANCE, time());
            case 7 -> Op.of(RUN_NEXT);
            case 8 -> Op.of(RUN_ALL);
            case 9, 10 -> later();
            case 11 -> oneIn(10) ? Op.of(END) : called();
            default -> called();
        };
    }

    private Op later() {
        List<Op> block = new ArrayList<>();
        for (int i = 1 + below(3); i > 0; i--)
            block.add(oneIn(60) ? Op.of(END) : oneIn(8) ? later() : called());
        Op op = oneIn(3) ? Op.of(EXECUTE) : Op.of(LATER, time());
        return op.with(List.of(List.copyOf(block)));
    }

    /// What a callback can do.
    private Op called() {
        for (int i = 0; i < 20; i++) {
            Op op = oneIn(5) ? cancelling() : about(oneOf(themes));
            if (op.kind().isForCallbacks()) return op;
        }
        return cancelling();
    }

    // Tasks.

    private int body() {
        return 1 + below(bodies - 1);
    }

    private List<Op> block(int nesting, int longest) {
        List<Op> ops = new ArrayList<>();
        for (int i = below(longest) + (nesting == 0 ? 2 : 1); i > 0; i--) ops.add(op(nesting));
        return List.copyOf(ops);
    }

    private Op op(int nesting) {
        if (nesting < DEEPEST_NESTING && oneIn(3)) return enclosing(nesting + 1);
        Op op = simple();
        return oneIn(4) ? Op.of(TRY, 1 + below(2)).with(List.of(List.of(op), List.of())) : op;
    }

    private Op simple() {
        return switch (below(24)) {
            case 0, 1 -> Op.of(SLEEP, time());
            case 2 -> Op.of(YIELD);
            case 3 -> oneIn(2) ? Op.of(THROW) : Op.of(YIELD);
            case 4 -> Op.of(oneIn(2) ? REMAINING : IS_CANCELLED);
            case 5, 6 -> cancelling();
            case 7 -> oneIn(2) ? later() : Op.of(JOIN_SCOPE);
            case 8, 9 -> fork();
            case 10, 11 -> select();
            default -> about(oneOf(themes));
        };
    }

    private Op cancelling() {
        return oneIn(2) ? Op.of(CANCEL_TASK, below(3)) : Op.of(CANCEL, subtask());
    }

    private int subtask() {
        return below(Program.SUBTASKS);
    }

    private Op fork() {
        return Op.of(FORK, subtask(), body());
    }

    private Op about(Theme theme) {
        return switch (theme) {
            case BOXES -> aboutBoxes();
            case BROADCASTS -> aboutBroadcasts();
            case SEMAPHORES -> aboutSemaphores();
            case MUTEXES -> aboutFlags(oneIn(2) ? SET : MUTEX);
            case SIGNALS -> aboutFlags(UNTIL);
            case FUTURES -> aboutFutures();
            case SUBTASKS ->
                    oneIn(2) ? fork() : Op.of(oneOf(List.of(JOIN, JOIN, GET, CANCEL)), subtask());
        };
    }

    private int box() {
        return boxes[below(boxes.length)];
    }

    private Op aboutBoxes() {
        Kind kind =
                oneOf(List.of(PUT, PUT, PUT, TAKE, TAKE, TAKE, OFFER, OFFER, POLL, DRAIN, CLOSE));
        if (kind == CLOSE && oneIn(2)) kind = oneIn(2) ? FAIL : PUT;
        return Op.of(kind, box());
    }

    private Op aboutBroadcasts() {
        int broadcast = oneIn(4) ? 1 : 0;
        return switch (below(16)) {
            case 0, 1, 2 -> subscribe(broadcast);
            case 3, 4, 5, 6, 7 -> Op.of(PUBLISH, broadcast);
            case 8 -> Op.of(OFFER_ALL, broadcast);
            case 9, 10, 11 -> Op.of(RECEIVE, below(Program.SUBSCRIPTIONS));
            case 12, 13 -> Op.of(POLL_SUB, below(Program.SUBSCRIPTIONS));
            case 14 -> Op.of(UNSUBSCRIBE, below(Program.SUBSCRIPTIONS));
            default ->
                    oneIn(2)
                            ? Op.of(oneIn(2) ? CLOSE_ALL : FAIL_ALL, broadcast)
                            : subscribe(broadcast);
        };
    }

    private Op subscribe(int broadcast) {
        return Op.of(SUBSCRIBE, below(Program.SUBSCRIPTIONS), broadcast, 1 + below(2), below(3));
    }

    private int semaphore() {
        return oneIn(3) ? below(Program.SEMAPHORES) : 1;
    }

    private Op aboutSemaphores() {
        return switch (below(8)) {
            case 0, 1, 2 -> Op.of(ACQUIRE, semaphore());
            case 3 -> Op.of(ACQUIRE_WITHIN, semaphore(), time());
            case 4 -> Op.of(TRY_ACQUIRE, semaphore());
            default -> Op.of(RELEASE, semaphore());
        };
    }

    private Op aboutFlags(Kind kind) {
        int flag = below(Program.FLAGS);
        int value = below(3);
        int signal = below(Program.SIGNALS);
        if (kind == MUTEX) return oneIn(2) ? mutex(List.of(simple())) : Op.of(YIELD);
        if (kind == SET) return Op.of(SET, flag, value);
        return switch (below(8)) {
            case 0, 1 -> Op.of(SET, flag, value);
            case 2, 3 -> Op.of(SIGNAL, signal);
            case 4, 5, 6 -> Op.of(UNTIL, signal, flag, value);
            default -> Op.of(UNTIL_WITHIN, signal, flag, value, time());
        };
    }

    private Op mutex(List<Op> inside) {
        Op op =
                oneIn(2)
                        ? Op.of(MUTEX, below(Program.MUTEXES), below(3))
                        : Op.of(MUTEX_WHEN, 0, below(3), below(3));
        return op.with(List.of(inside));
    }

    private Op aboutFutures() {
        int future = below(Program.FUTURES);
        return switch (below(12)) {
            case 0, 1, 2, 3, 4 -> Op.of(AWAIT, future);
            case 5 -> Op.of(AWAIT_CANCELLING, future);
            case 6, 7 -> Op.of(COMPLETE, future);
            case 8 -> Op.of(COMPLETE_FAILED, future);
            case 9 -> Op.of(CANCEL_FUTURE, future);
            default -> Op.of(RENEW, future);
        };
    }

    private Op select() {
        List<Op> sources = new ArrayList<>();
        for (int i = 1 + below(4); i > 0; i--) sources.add(source());
        int limit = oneIn(2) ? -1 : time();
        return Op.of(SELECT, below(2), limit, 1 + below(4)).with(List.of(List.copyOf(sources)));
    }

    private Op source() {
        return switch (below(9)) {
            case 0, 1, 2 -> Op.of(ON_BOX, box());
            case 3 -> Op.of(ON_SUB, below(Program.SUBSCRIPTIONS));
            case 4 -> Op.of(ON_TIMER, time());
            case 5 -> Op.of(ON_JOIN, subtask());
            case 6, 7 -> Op.of(ON_PERMIT, semaphore());
            default -> Op.of(ON_FLAG, below(Program.SIGNALS), below(Program.FLAGS), below(3));
        };
    }

    private Op enclosing(int nesting) {
        List<Op> inside = block(nesting, 4);
        return switch (below(20)) {
            case 0, 1 -> loop(inside);
            case 2, 3, 4 -> tried(inside, nesting);
            case 5, 6, 7, 8, 9 -> scope(inside);
            case 10, 11 -> Op.of(FAIL_AFTER, time()).with(List.of(inside));
            case 12, 13, 14 -> Op.of(MOVE_ON, time()).with(List.of(inside));
            case 15, 16 -> Op.of(SHIELD, time()).with(List.of(inside));
            case 17, 18 -> themes.contains(Theme.MUTEXES) ? mutex(inside) : loop(inside);
            default -> Op.of(PERMIT, semaphore()).with(List.of(inside));
        };
    }

    private Op tried(List<Op> inside, int nesting) {
        List<Op> atLast = oneIn(2) ? block(nesting, 2) : List.of();
        return Op.of(TRY, below(3)).with(List.of(inside, atLast));
    }

    private Op scope(List<Op> inside) {
        List<Op> ops = new ArrayList<>();
        for (int i = 1 + below(3); i > 0; i--) ops.add(fork());
        ops.addAll(inside);
        if (oneIn(2)) ops.add(Op.of(JOIN_SCOPE));
        return Op.of(SCOPE, below(Op.Joining.values().length)).with(List.of(List.copyOf(ops)));
    }

    /// Of few rounds, or of so many that a budget runs out: of operations that need no wait, of
    /// slices in a turn, or of cancellations that are caught.
    private Op loop(List<Op> inside) {
        if (!storms || oneIn(2)) return Op.of(LOOP, 1 + below(4)).with(List.of(inside));
        Op often = oneIn(3) ? Op.of(YIELD) : oneIn(3) ? simple() : about(oneOf(themes));
        Op tried = Op.of(TRY, oneIn(8) ? 2 : 1).with(List.of(List.of(often), List.of()));
        List<Op> body = oneIn(3) ? List.of(often) : List.of(tried);
        return Op.of(LOOP, 60 + below(150)).with(List.of(body));
    }
}
