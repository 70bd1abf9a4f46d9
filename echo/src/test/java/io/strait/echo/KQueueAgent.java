package io.strait.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Assumptions;

/// Brings the transport module's kqueue for Linux along, in a JVM that is started from a jar which
/// has nothing of it. It runs there before `main`.
public final class KQueueAgent {
    private KQueueAgent() {}

    /// @param library where kqueue's natives are
    @SuppressWarnings("restricted") // System.load
    public static void premain(String library) {
        Epoll.ensureAvailability(); // its library has the natives that kqueue shares with it
        System.load(library);
    }

    /// What the JVM has to be told; nothing where the system has a kqueue of its own. Skips the
    /// test where the natives are missing, or fails it where `-Dstrait.kqueue=required` is given.
    static List<String> jvmOptions(Path directory) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) return List.of();
        Path library = Path.of(System.getProperty("strait.kqueue.natives")).normalize();
        String missing = library + " doesn't exist: the build needs a C compiler, cc";
        if ("required".equals(System.getProperty("strait.kqueue")))
            assertThat(library).as(missing).exists();
        Assumptions.assumeTrue(Files.exists(library), missing);
        return List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-javaagent:" + jar(directory) + "=" + library);
    }

    private static Path jar(Path directory) throws IOException {
        Path jar = directory.resolve("kqueue-agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", KQueueAgent.class.getName());
        String entry = KQueueAgent.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            entries.putNextEntry(new ZipEntry(entry));
            KQueueAgent.class.getResourceAsStream("/" + entry).transferTo(entries);
        }
        return jar;
    }
}
