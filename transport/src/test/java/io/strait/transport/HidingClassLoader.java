package io.strait.transport;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The class path of the tests once more, without some of its classes and with others, or another
 * list of Netty's versions, in their place.
 */
final class HidingClassLoader extends URLClassLoader {
    private final Predicate<String> hidden;
    private final Map<String, byte[]> replaced;

    /**
     * @param hidden the names of classes that are not there
     * @param replaced classes and resources, by their paths, that are other ones
     */
    HidingClassLoader(Predicate<String> hidden, Map<String, byte[]> replaced) {
        super(
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(HidingClassLoader::url)
                        .toArray(URL[]::new),
                ClassLoader.getPlatformClassLoader());
        this.hidden = hidden;
        this.replaced = replaced;
    }

    private static URL url(String path) {
        try {
            return Path.of(path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (hidden.test(name)) throw new ClassNotFoundException(name);
        byte[] other = replaced.get(name.replace('.', '/') + ".class");
        return other == null ? super.findClass(name) : defineClass(name, other, 0, other.length);
    }

    @Override
    public Enumeration<URL> findResources(String path) throws IOException {
        byte[] other = replaced.get(path);
        if (other == null) return super.findResources(path);
        URLStreamHandler bytes =
                new URLStreamHandler() {
                    @Override
                    protected URLConnection openConnection(URL url) {
                        return new URLConnection(url) {
                            @Override
                            public void connect() {}

                            @Override
                            public InputStream getInputStream() {
                                return new ByteArrayInputStream(other);
                            }
                        };
                    }
                };
        return Collections.enumeration(
                Collections.singleton(URL.of(URI.create("memory:" + path), bytes)));
    }

    /** A resource that is this text. */
    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
