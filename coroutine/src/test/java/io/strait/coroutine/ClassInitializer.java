package io.strait.coroutine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;

/// Runs code below a native frame, where nothing can be suspended: in the static initializer of a
/// class that is new each time.
public final class ClassInitializer {
    static Runnable code; // not private: a hidden class is no nest mate

    private ClassInitializer() {}

    @SuppressWarnings("unused") // each hidden copy of it is initialized once
    private static final class Template {
        static {
            code.run();
        }
    }

    public static void run(Runnable pinned) {
        code = pinned;
        try (InputStream template =
                ClassInitializer.class.getResourceAsStream("ClassInitializer$Template.class")) {
            MethodHandles.lookup().defineHiddenClass(template.readAllBytes(), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
