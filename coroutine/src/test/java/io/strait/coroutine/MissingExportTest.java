package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A JVM that was started without access to the JDK's continuations: the first use says so, and
/// says what to do; and what it says works.
class MissingExportTest {
    private static final String EXPECTED =
            """
            java.lang.IllegalStateException: Strait runs on the JDK's own continuations, and this JVM was started without access to them. Add to
              java:           --add-exports java.base/jdk.internal.vm=ALL-UNNAMED
              Maven Surefire: <argLine>--add-exports java.base/jdk.internal.vm=ALL-UNNAMED</argLine>
              Gradle:         tasks.withType(Test) { jvmArgs('--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED') }  (and applicationDefaultJvmArgs)
              a jar started by java -jar, in its manifest:  Add-Exports: java.base/jdk.internal.vm""";

    private static List<String> lines(String output) {
        return output.lines().toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generator", "ensureAvailability"})
    void eachUseThrowsOneExceptionThatSaysWhatToAdd(String way) throws Exception {
        ForkedJvm jvm = ForkedJvm.run(FirstUse.class, way);
        assertThat(lines(jvm.output())).isEqualTo(lines(EXPECTED + "\n" + EXPECTED));
        assertThat(jvm.exitCode()).isZero();
    }

    @Test
    void thereIsNoCurrentCoroutine() throws Exception {
        ForkedJvm jvm = ForkedJvm.run(FirstUse.class, "current");
        assertThat(lines(jvm.output())).containsExactly("result: null", "result: null");
    }

    /// What follows `label` in the message of a JVM without access.
    private static String quoted(String label) throws Exception {
        String output = ForkedJvm.run(FirstUse.class, "create").output();
        return output.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(label))
                .map(line -> line.substring(label.length()).strip())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "generator", "ensureAvailability"})
    void theQuotedJavaOptionMakesItWork(String way) throws Exception {
        String[] option = quoted("java:").split(" ", -1);
        assertThat(option).hasSize(2);
        ForkedJvm jvm = ForkedJvm.run(option[0], option[1], FirstUse.class, way);
        assertThat(lines(jvm.output())).containsExactly("result: ok", "result: ok");
    }

    @Test
    void theQuotedGradleArgumentMakesItWork() throws Exception {
        String line = quoted("Gradle:");
        String argument = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''));
        ForkedJvm jvm = ForkedJvm.run(argument, FirstUse.class, "create");
        assertThat(lines(jvm.output())).containsExactly("result: ok", "result: ok");
    }

    @Test
    void theQuotedManifestLineMakesItWork(@TempDir Path directory) throws Exception {
        String[] line = quoted("a jar started by java -jar, in its manifest:").split(": ", -1);
        assertThat(line).hasSize(2);
        Path jar = jar(directory, line[0], line[1]);
        ForkedJvm jvm = ForkedJvm.run("-jar", jar, "create");
        assertThat(lines(jvm.output())).containsExactly("result: ok", "result: ok");
    }

    /// A jar that only starts `FirstUse` from this class path.
    private static Path jar(Path directory, String name, String value) throws IOException {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" "));
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, FirstUse.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, classPath);
        attributes.putValue(name, value);
        Path jar = directory.resolve("first-use.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }

    @Test
    void aNamedModuleIsNamedInTheOption() {
        assertThat(ContinuationAccess.instruction(Object.class.getModule()))
                .contains("--add-exports java.base/jdk.internal.vm=java.base\n");
    }
}
