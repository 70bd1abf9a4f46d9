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
    void onlyStackKnowsTheInternalsOfTheJdk() {
        noClasses()
                .that(DescribedPredicate.not(belongToAnyOf(Stack.class)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("jdk.internal..", "sun..")
                .check(MODULE);
        assertThat(MODULE.get(Stack.class).getDirectDependenciesFromSelf())
                .anyMatch(each -> each.getTargetClass().getPackageName().equals("jdk.internal.vm"));
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
