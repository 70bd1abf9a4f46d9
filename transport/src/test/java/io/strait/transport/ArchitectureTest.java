package io.strait.transport;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.strait.coroutine.Coroutine;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private final JavaClasses transport =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("io.strait.transport");

    @Test
    void onlyTaskSuspendsAndResumes() {
        noClasses()
                .that(not(simpleName("Task")))
                .should()
                .callMethod(Coroutine.class, "suspend", Object.class)
                .orShould()
                .callMethod(Coroutine.class, "resume", Object.class)
                .check(transport);
        classes()
                .that(simpleName("Task"))
                .should()
                .callMethod(Coroutine.class, "suspend", Object.class)
                .andShould()
                .callMethod(Coroutine.class, "resume", Object.class)
                .check(transport);
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
                        "io.strait.transport",
                        "org.jspecify.annotations")
                .check(transport);
    }

    @Test
    void whatUsersDoNotNeedTheyDoNotSee() {
        classes()
                .that(
                        not(
                                assignableTo(Transport.class)
                                        .or(assignableTo(Connection.class))
                                        .or(assignableTo(CoroutineHandler.class))
                                        .or(assignableTo(CoroutineHandler.Body.class))
                                        .or(simpleName("package-info"))))
                .should()
                .notBePublic()
                .check(transport);
    }
}
