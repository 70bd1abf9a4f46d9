package io.strait.coroutine;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/// A class loader that runs code of the test when the JVM has it load a class: in the middle of the
/// code that uses that class first.
class LateLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    /// One that is not registered: the JVM enters its monitor around each class.
    static final class Locked extends LateLoader {
        Locked(Runnable meanwhile) {
            super(meanwhile);
        }
    }

    static final class Needed {}

    public static final class User implements Supplier<Object> {
        @Override
        public Object get() {
            return new Needed();
        }
    }

    private final Runnable meanwhile;

    /// @param meanwhile runs while the class is being loaded
    LateLoader(Runnable meanwhile) {
        super(LateLoader.class.getClassLoader());
        this.meanwhile = meanwhile;
    }

    /// Runs code that needs a class of this loader. Once: later the class is there.
    ///
    /// @return an object of the class that was needed
    Object use() {
        try {
            Object user = define(User.class.getName()).getConstructor().newInstance();
            return ((Supplier<?>) user).get();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.equals(Needed.class.getName())) return super.loadClass(name, resolve);
        meanwhile.run();
        return define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = file.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
