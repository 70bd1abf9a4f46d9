package io.strait.transport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.strait.coroutine.Coroutine;
import io.strait.transport.testing.Busy;
import io.strait.transport.testing.Peer;
import io.strait.transport.testing.Scenario;
import io.strait.transport.testing.ScenarioExtension;
import io.strait.transport.testing.ScriptedChannel;
import io.strait.transport.testing.Story;
import io.strait.transport.testing.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses transport =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.strait.transport");

    @Test
    void nobodySuspendsOrResumesACoroutineByHand() {
        noClasses()
                .should()
                .callMethod(Coroutine.class, "suspend", Object.class)
                .orShould()
                .callMethod(Coroutine.class, "resume", Object.class)
                .check(transport);
    }

    @Test
    void knowledgeGoesOneWay() {
        for (Class<?> lower :
                List.of(
                        Input.class,
                        ByteQueue.class,
                        Search.class,
                        Output.class,
                        HalfClose.class,
                        Unflushed.class,
                        OpenBatches.class)) {
            noClasses()
                    .that(assignableTo(lower))
                    .should()
                    .dependOnClassesThat(
                            assignableTo(Connection.class)
                                    .or(assignableTo(NettyTask.class))
                                    .or(assignableTo(CoroutineHandler.class)))
                    .check(transport);
        }
        noClasses()
                .that(assignableTo(NettyTask.class))
                .and()
                .areNotNestedClasses()
                .should()
                .dependOnClassesThat(
                        assignableTo(Connection.class).or(assignableTo(CoroutineHandler.class)))
                .check(transport);
        noClasses()
                .that(assignableTo(Output.class))
                .should()
                .dependOnClassesThat(assignableTo(HalfClose.class))
                .check(transport);
    }

    @Test
    void noFileHasMoreThan400Lines() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                assertThat(Files.readAllLines(file))
                        .as(file.toString())
                        .hasSizeLessThanOrEqualTo(400);
            }
        }
    }

    @Test
    void theJdksInternalsStayInTheCoroutineModule() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.internal..")
                .check(transport);
    }

    @Test
    void theModuleDependsOnNettyAndTheCoroutineModuleAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.net.ssl",
                        "io.netty..",
                        "io.strait.coroutine",
                        "io.strait.task",
                        "io.strait.transport..",
                        "org.jspecify.annotations",
                        "org.junit.jupiter.api.extension") // for the test kit, see below
                .check(transport);
    }

    @Test
    void onlyTheTestKitKnowsJUnitAndNobodyKnowsTheTestKit() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.strait.transport.testing")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.junit..", "io.strait.transport.testing")
                .check(transport);
        noClasses()
                .that(not(assignableTo(ScenarioExtension.class)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .check(transport);
    }

    @Test
    void whatUsersDoNotNeedTheyDoNotSee() {
        classes()
                .that(
                        not(
                                assignableTo(Transport.class)
                                        .or(assignableTo(Connection.class))
                                        .or(assignableTo(Connector.class))
                                        .or(assignableTo(ConnectFailedException.class))
                                        .or(assignableTo(ConnectFailedException.Attempt.class))
                                        .or(assignableTo(CoroutineHandler.class))
                                        .or(assignableTo(EventLoopTask.class))
                                        .or(assignableTo(Linger.class))
                                        .or(assignableTo(NettyAwait.class))
                                        .or(assignableTo(Bytes.class))
                                        .or(assignableTo(TextReader.class))
                                        .or(assignableTo(TooLongException.class))
                                        .or(assignableTo(CoroutineHandler.Body.class))
                                        .or(assignableTo(ConnectionOptions.class))
                                        .or(assignableTo(ConnectionOptions.Resumption.class))
                                        .or(assignableTo(Busy.class))
                                        .or(assignableTo(Peer.class))
                                        .or(assignableTo(Scenario.class))
                                        .or(assignableTo(ScenarioExtension.class))
                                        .or(assignableTo(ScriptedChannel.class))
                                        .or(assignableTo(Story.class))
                                        .or(assignableTo(VirtualClock.class))
                                        .or(simpleName("package-info"))))
                .should()
                .notBePublic()
                .check(transport);
    }
}
