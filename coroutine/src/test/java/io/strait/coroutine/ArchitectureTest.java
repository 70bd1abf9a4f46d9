package io.strait.coroutine;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// What the classes of this module may know.
class ArchitectureTest {
    private static final JavaClasses MODULE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.strait.coroutine");

    @Test
    void theModuleIsImported() {
        assertThat(MODULE.contain(Coroutine.class)).isTrue();
        assertThat(MODULE.contain(Stack.class)).isTrue();
        assertThat(MODULE.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void oneClassKnowsContinuationsAndTwoTheFieldsOfTheJvm() {
        onlyOneKnows("jdk.internal.vm", Stack.class);
        nobodyElseKnows("jdk.internal..", Stack.class, VmThread.class, VmContinuation.class);
        nobodyElseKnows("sun..");
    }

    /// Native access is asked for in one place, after a look whether there is any.
    @Test
    void oneClassReadsForeignMemory() {
        onlyOneKnows("java.lang.foreign", VmStructs.class);
    }

    /// It is an optional module of the JVM.
    @Test
    void oneClassNeedsJavaManagement() {
        onlyOneKnows("java.lang.management", HeldLocks.class);
    }

    private static void onlyOneKnows(String name, Class<?> one) {
        nobodyElseKnows(name, one);
        assertThat(MODULE.get(one).getDirectDependenciesFromSelf())
                .anyMatch(each -> each.getTargetClass().getPackageName().equals(name));
    }

    private static void nobodyElseKnows(String name, Class<?>... those) {
        noClasses()
                .that(DescribedPredicate.not(belongToAnyOf(those)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(name)
                .check(MODULE);
    }

    @Test
    void itDependsOnTheJdkAndJspecifyAlone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.strait.coroutine..", "java..", "jdk..", "org.jspecify.annotations")
                .check(MODULE);
    }

    @Test
    void everyClassHasTheNameOfAThing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Impl|Helper|Manager)(\\$.*)?")
                .check(MODULE);
    }
}
