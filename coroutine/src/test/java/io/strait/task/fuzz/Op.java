package io.strait.task.fuzz;

import io.strait.coroutine.fuzz.Shrinking;
import io.strait.task.Broadcast.SlowConsumer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/// One instruction of a program, with its numbers and the blocks of instructions inside it. As text
/// it is the name of its kind, the numbers, and each block in braces.
///
/// Times are in milliseconds.
record Op(Kind kind, List<Integer> numbers, List<List<Op>> blocks)
        implements Shrinking.Instruction<Op> {

    /// Who may execute an instruction; others skip it.
    private enum For {
        /// The code of a task alone, since it waits or belongs to a task.
        TASKS,
        /// That, and callbacks: what the driver does itself, and commands and timers of the loop.
        ALL,
        /// Callbacks alone.
        CALLBACKS,
        /// The driver, which is the first body of a program.
        DRIVER,
        /// A select, which has it as a source.
        SELECTS
    }

    enum Kind {
        // What the driver does with the loop.
        /// Starts a task with a body; another body is run by whoever is told of its end.
        START(2, 0, For.DRIVER),
        CANCEL_TASK(1, 0, For.ALL),
        ADVANCE(1, 0, For.DRIVER),
        RUN_NEXT(0, 0, For.DRIVER),
        RUN_ALL(0, 0, For.DRIVER),
        END(0, 0, For.CALLBACKS),
        /// Runs a block as a command of the loop, or as a timer.
        EXECUTE(0, 1, For.ALL),
        LATER(1, 1, For.ALL),

        // Control.
        LOOP(1, 1, For.ALL),
        /// The first block, caught as [Caught] says, then the second one as `finally`.
        TRY(1, 2, For.TASKS),
        THROW(0, 0, For.TASKS),

        // Time and cancellation.
        SLEEP(1, 0, For.TASKS),
        YIELD(0, 0, For.TASKS),
        FAIL_AFTER(1, 1, For.TASKS),
        MOVE_ON(1, 1, For.TASKS),
        SHIELD(1, 1, For.TASKS),
        REMAINING(0, 0, For.TASKS),
        IS_CANCELLED(0, 0, For.TASKS),

        // Scopes. A subtask is named by the slot into which it was forked.
        /// With a joiner: see [Joining].
        SCOPE(1, 1, For.TASKS),
        FORK(2, 0, For.ALL),
        JOIN_SCOPE(0, 0, For.TASKS),
        JOIN(1, 0, For.TASKS),
        GET(1, 0, For.ALL),
        CANCEL(1, 0, For.ALL),

        // Mailboxes.
        PUT(1, 0, For.TASKS),
        TAKE(1, 0, For.TASKS),
        OFFER(1, 0, For.ALL),
        POLL(1, 0, For.ALL),
        DRAIN(1, 0, For.ALL),
        CLOSE(1, 0, For.ALL),
        FAIL(1, 0, For.ALL),

        // Broadcasts. A subscription is named by its slot.
        /// The slot, the broadcast, the capacity, and what happens if it is full.
        SUBSCRIBE(4, 0, For.ALL),
        PUBLISH(1, 0, For.TASKS),
        OFFER_ALL(1, 0, For.ALL),
        CLOSE_ALL(1, 0, For.ALL),
        FAIL_ALL(1, 0, For.ALL),
        RECEIVE(1, 0, For.TASKS),
        POLL_SUB(1, 0, For.ALL),
        UNSUBSCRIBE(1, 0, For.ALL),

        // Semaphores, mutexes, signals.
        ACQUIRE(1, 0, For.TASKS),
        ACQUIRE_WITHIN(2, 0, For.TASKS),
        TRY_ACQUIRE(1, 0, For.ALL),
        RELEASE(1, 0, For.ALL),
        PERMIT(1, 1, For.TASKS),
        /// The mutex, and the value that what it guards gets.
        MUTEX(2, 1, For.TASKS),
        /// The mutex, that value, and the value at least that what it guards must have.
        MUTEX_WHEN(3, 1, For.TASKS),
        SET(2, 0, For.ALL),
        SIGNAL(1, 0, For.ALL),
        /// The signal, a flag, and its value at least.
        UNTIL(3, 0, For.TASKS),
        UNTIL_WITHIN(4, 0, For.TASKS),

        // Futures.
        AWAIT(1, 0, For.TASKS),
        AWAIT_CANCELLING(1, 0, For.TASKS),
        COMPLETE(1, 0, For.ALL),
        COMPLETE_FAILED(1, 0, For.ALL),
        CANCEL_FUTURE(1, 0, For.ALL),
        RENEW(1, 0, For.ALL),

        // Select: whether in order, its limit or -1, how often; inside are its sources.
        SELECT(3, 1, For.TASKS),
        ON_BOX(1, 0, For.SELECTS),
        ON_SUB(1, 0, For.SELECTS),
        ON_TIMER(1, 0, For.SELECTS),
        ON_JOIN(1, 0, For.SELECTS),
        ON_PERMIT(1, 0, For.SELECTS),
        ON_FLAG(3, 0, For.SELECTS);

        final int numbers;
        final int blocks;
        final String text = name().toLowerCase(Locale.ROOT);
        private final For who;

        Kind(int numbers, int blocks, For who) {
            this.numbers = numbers;
            this.blocks = blocks;
            this.who = who;
        }

        boolean isForTasks() {
            return who == For.TASKS || who == For.ALL;
        }

        boolean isForCallbacks() {
            return who == For.ALL || who == For.CALLBACKS;
        }

        boolean isForDriver() {
            return who == For.DRIVER || isForCallbacks();
        }
    }

    /// What a `TRY` catches.
    enum Caught {
        NOTHING,
        EXCEPTIONS,
        ALL
    }

    /// The joiner of a `SCOPE`.
    enum Joining {
        AWAIT_ALL_SUCCESSFUL,
        ALL_SUCCESSFUL,
        ANY_SUCCESSFUL,
        AWAIT_ALL,
        UNTIL_ONE_SUCCEEDS,
        UNTIL_ONE_DOES_NOT
    }

    static Op of(Kind kind, int... numbers) {
        return new Op(kind, Arrays.stream(numbers).boxed().toList(), List.of());
    }

    @Override
    public Op with(List<List<Op>> inside) {
        return new Op(kind, numbers, inside);
    }

    int number(int index) {
        return numbers.get(index);
    }

    // A program's text has numbers only.

    @SuppressWarnings("EnumOrdinal")
    Caught caught() {
        return Caught.values()[number(0)];
    }

    @SuppressWarnings("EnumOrdinal")
    Joining joining() {
        return Joining.values()[number(0)];
    }

    @SuppressWarnings("EnumOrdinal")
    SlowConsumer slowConsumer() {
        return SlowConsumer.values()[number(3)];
    }

    /// Without what is inside.
    String label() {
        StringBuilder text = new StringBuilder(kind.text);
        for (int number : numbers) text.append(' ').append(number);
        return text.toString();
    }

    static String text(List<Op> block) {
        StringBuilder text = new StringBuilder("{ ");
        for (Op op : block) text.append(op).append(' ');
        return text.append('}').toString();
    }

    /// Reads what [#text] has written, to the closing brace.
    static List<Op> parse(Iterator<String> words) {
        if (!words.next().equals("{")) throw new IllegalArgumentException("{ expected");
        List<Op> block = new ArrayList<>();
        for (String word = words.next(); !word.equals("}"); word = words.next()) {
            Kind kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
            List<Integer> numbers = new ArrayList<>();
            for (int i = 0; i < kind.numbers; i++) numbers.add(Integer.valueOf(words.next()));
            List<List<Op>> blocks = new ArrayList<>();
            for (int i = 0; i < kind.blocks; i++) blocks.add(parse(words));
            block.add(new Op(kind, List.copyOf(numbers), List.copyOf(blocks)));
        }
        return List.copyOf(block);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(label());
        for (List<Op> block : blocks) text.append(' ').append(text(block));
        return text.toString();
    }
}
