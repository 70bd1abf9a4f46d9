package io.strait.echo;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What the process, Netty included, says on stderr through `java.util.logging`.
final class Logging {
    private static final String FORMAT = "java.util.logging.SimpleFormatter.format";

    /* Somebody has to hold it, or it is forgotten. */
    private static final Logger TASKS = Logger.getLogger("io.strait.task");

    private Logging() {}

    /// Warnings and worse only, a line each; unless the user has configured the logging.
    static void warningsInOneLine() {
        if (System.getProperty("java.util.logging.config.file") != null) return;
        if (System.getProperty(FORMAT) == null)
            System.setProperty(FORMAT, "%1$tF %1$tT %4$s %5$s%6$s%n");
        Logger root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        formatOnce(root);
    }

    /// A client lasts as long as its user waits for it, who has Ctrl-C. That the virtual threads of
    /// its JDK have a defect needn't be said each time.
    static void nothingOfVirtualThreads() {
        TASKS.setLevel(Level.SEVERE);
    }

    /// The first line ever to be logged opens a file of the JDK, the time zones: too late once a
    /// line is to be logged because no more files can be opened.
    private static void formatOnce(Logger root) {
        for (Handler handler : root.getHandlers())
            handler.getFormatter().format(new LogRecord(Level.WARNING, ""));
    }
}
