package io.strait.fuzz;

/** What a connection promises to its writer. */
final class Sending {
    Role writer; // who waits to write, to flush or to shut down

    private final Model model;
    private int pending; // writes of which nothing has been heard
    private String untold; // a failure
    private boolean refusing; // more writes
    private boolean closing; // once nothing is pending
    private boolean detached; // nobody says any more when it is writable
    private boolean gone;

    Sending(Model model) {
        this.model = model;
    }

    // The writer's side.

    /** Null if it has to wait. If it throws, the message won't be sent. */
    String write(String message) {
        boolean sends = model.peer.open && !model.peer.outputEnded && !detached;
        if (sends && !model.peer.isWritable()) return null;
        throwUntold();
        if (refusing) throw new Role.Thrown("IOException(closed)");
        pending++;
        if (model.peer.write(message)) throwUntold();
        return "ok";
    }

    /** Null if it has to wait. */
    String flush() {
        flushWritten();
        if (pending > 0 && !gone) return null;
        throwUntold();
        if (pending > 0) throw new Role.Thrown("IOException(closed)");
        return "ok";
    }

    private void throwUntold() {
        if (untold == null) return;
        String failure = untold;
        untold = null;
        throw new Role.Thrown("IOException(" + failure + ")");
    }

    // The loop's side.

    void flushWritten() {
        model.peer.flush();
    }

    /** A write has been sent, or has failed. */
    void completed(String failure) {
        pending--;
        if (failure != null && untold == null) untold = failure;
        if (pending > 0) return;
        if (closing) {
            if (writer == null) reportUntold();
            model.peer.close();
        }
        model.wake(writer);
    }

    void refuse() {
        refusing = true;
    }

    void close() {
        if (closing) return;
        closing = true;
        flushWritten();
        if (pending == 0) model.peer.close();
    }

    void lookAgain() {
        model.wake(writer);
    }

    void detach() {
        detached = true;
        model.wake(writer);
    }

    void gone() {
        gone = true;
        model.wake(writer);
    }

    /** A failed write goes down the pipeline if no writer will hear of it. */
    void reportUntold() {
        if (untold == null || untold.equals("closed")) return;
        String failure = untold;
        untold = null; // who hears of it may close, which asks again
        model.report(failure);
    }
}
