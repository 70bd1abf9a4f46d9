package io.strait.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tasks of a loop that have started and not ended, and that no other task has forked. It is
/// for a class that implements [Loop], which adds and removes them in [Loop#taskStarted] and
/// [Loop#taskEnded], and cancels them when it ends. Those that they have forked end with them.
///
/// All of it happens on the loop's thread.
public final class TaskList {
    /* The links are in the tasks: a million of them cost no list nodes. */
    private @Nullable Task first;
    private @Nullable Task last;

    /// An empty list.
    public TaskList() {}

    /// Adds a task at the end.
    ///
    /// @param task is in no list
    public void add(Task task) {
        task.previous = last;
        if (last == null) first = task;
        else last.next = task;
        last = task;
    }

    /// Takes a task out.
    ///
    /// @param task is in this list
    public void remove(Task task) {
        Task previous = task.previous;
        Task next = task.next;
        if (previous == null) first = next;
        else previous.next = next;
        if (next == null) last = previous;
        else next.previous = previous;
        task.previous = null;
        task.next = null;
    }

    /// Whether there is no task.
    ///
    /// @return whether the list is empty
    public boolean isEmpty() {
        return first == null;
    }

    /// Cancels all of them, in the order in which they were added, and has those look again that
    /// are cancelled already. If the loop [has ended][Loop#hasEnded], none of them can park again:
    /// each further wait throws, even a shielded one, so that their code runs to its end.
    ///
    /// What somebody throws who is told of a task's end is thrown when all are cancelled.
    ///
    /// @param why the message of what their waits throw
    public void cancelAll(String why) {
        List<Task> tasks = new ArrayList<>(); // to cancel one may end others
        for (Task each = first; each != null; each = each.next) tasks.add(each);
        Throwable failure = null;
        for (Task each : tasks) {
            try {
                each.cancel(why);
                CancelScope.wakeAll(each);
            } catch (Throwable thrown) {
                if (failure == null) failure = thrown;
                else failure.addSuppressed(thrown);
            }
        }
        if (failure instanceof Error error) throw error;
        if (failure instanceof RuntimeException exception) throw exception;
    }
}
