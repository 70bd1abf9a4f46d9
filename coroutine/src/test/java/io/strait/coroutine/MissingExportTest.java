package io.strait.coroutine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
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
              java:           --add-exports=java.base/jdk.internal.vm=ALL-UNNAMED --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED
              Maven Surefire: <argLine>--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED --enable-native-access=ALL-UNNAMED</argLine>
              Gradle:         tasks.withType(Test) { jvmArgs('--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED', '--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED', '--enable-native-access=ALL-UNNAMED') }  (and applicationDefaultJvmArgs)
              a jar started by java -jar, in its manifest:
                              Add-Exports: java.base/jdk.internal.vm java.base/jdk.internal.misc
                              Enable-Native-Access: ALL-UNNAMED
            Only the first is needed to run; the others guard against what can crash the JVM: locks held across a suspension, too little stack.""";

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

    /// It has the exports, and yet no continuations.
    @ParameterizedTest
    @ValueSource(strings = {"create", "generator", "ensureAvailability"})
    void aJvmWithoutContinuationsIsToldSo(String way) throws Exception {
        ForkedJvm jvm = withoutContinuations(way);
        assertThat(jvm.output().lines().filter(line -> line.startsWith("java.lang.")))
                .hasSize(2)
                .allMatch(
                        line ->
                                line.startsWith(
                                        "java.lang.IllegalStateException: Strait runs on the JDK's"
                                                + " own continuations, and this JVM has none. Start"
                                                + " it without -XX:-VMContinuations"));
    }

    @Test
    void norIsThereACurrentCoroutineInAJvmWithoutContinuations() throws Exception {
        assertThat(withoutContinuations("current").output()).endsWith("result: null");
    }

    private static ForkedJvm withoutContinuations(String way) throws Exception {
        return ForkedJvm.withAccess(
                "-XX:+UnlockExperimentalVMOptions", "-XX:-VMContinuations", FirstUse.class, way);
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
        Object[] options = quoted("java:").split(" ", -1);
        assertThat(options).hasSize(3);
        ForkedJvm jvm = ForkedJvm.run(options[0], options[1], options[2], FirstUse.class, way);
        assertThat(lines(jvm.output())).containsExactly("result: ok", "result: ok");
    }

    @Test
    void theQuotedGradleArgumentsMakeItWork() throws Exception {
        String line = quoted("Gradle:");
        List<Object> arguments =
                Pattern.compile("'(.*?)'")
                        .matcher(line)
                        .results()
                        .<Object>map(match -> match.group(1))
                        .collect(Collectors.toCollection(ArrayList::new));
        assertThat(arguments).hasSize(3);
        arguments.add(FirstUse.class);
        arguments.add("create");
        ForkedJvm jvm = ForkedJvm.run(arguments.toArray());
        assertThat(lines(jvm.output())).containsExactly("result: ok", "result: ok");
    }

    @Test
    void theQuotedManifestLinesMakeItWork(@TempDir Path directory) throws Exception {
        Path jar =
                jar(
                        directory,
                        Map.of(
                                "Add-Exports", quoted("Add-Exports:"),
                                "Enable-Native-Access", quoted("Enable-Native-Access:")));
        ForkedJvm jvm = ForkedJvm.run("-jar", jar, "create");
        assertThat(lines(jvm.output())).containsExactly("result: ok", "result: ok");
    }

    /// A jar that only starts `FirstUse` from this class path.
    private static Path jar(Path directory, Map<String, String> lines) throws IOException {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" "));
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, FirstUse.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, classPath);
        lines.forEach(attributes::putValue);
        Path jar = directory.resolve("first-use.jar");
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
        return jar;
    }

    @Test
    void aNamedModuleIsNamedInTheOption() {
        assertThat(ContinuationAccess.instruction(Object.class.getModule()))
                .contains("--add-exports=java.base/jdk.internal.vm=java.base ")
                .contains("--enable-native-access=java.base\n");
    }
}
