package io.strait.task;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.strait.coroutine.Coroutine;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What the classes of this package may know, and who of them does what.
class ArchitectureTest {
    private static final JavaClasses MODULE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.strait.coroutine", "io.strait.task");

    @Test
    void bothPackagesAreImported() {
        assertThat(MODULE.contain(Task.class)).isTrue();
        assertThat(MODULE.contain(Coroutine.class)).isTrue();
        assertThat(MODULE.contain(ArchitectureTest.class)).isFalse();
    }

    @Test
    void itKnowsCoroutinesAndTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("io.strait.task..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.strait.task..",
                        "io.strait.coroutine",
                        "java..",
                        "org.jspecify.annotations")
                .check(MODULE);
    }

    @Test
    void coroutinesKnowNoTasks() {
        noClasses()
                .that()
                .resideInAPackage("io.strait.coroutine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.strait.task..")
                .check(MODULE);
    }

    @Test
    void onlyATaskSuspendsAndIsResumed() {
        for (String method : Set.of("suspend", "resume"))
            assertThat(callers(Coroutine.class, method)).containsExactly("Task");
    }

    @Test
    void onlyAWaitParks() {
        assertThat(callers(Task.class, "park")).containsExactly("Wait");
    }

    @Test
    void onlyTheReadyQueueResumesTasks() {
        assertThat(callers(Task.class, "resume")).containsExactly("ReadyQueue");
    }

    private static Set<String> callers(Class<?> owner, String method) {
        Set<String> callers = new TreeSet<>();
        MODULE.get(owner).getAccessesToSelf().stream()
                .filter(access -> access.getName().equals(method))
                .map(access -> access.getOriginOwner())
                .filter(caller -> caller.getPackageName().equals("io.strait.task"))
                .forEach(caller -> callers.add(caller.getSimpleName()));
        return callers;
    }

    /// Some are as they should be: a task and the queue that it is in, the loop that runs it, and
    /// the scopes in which its code is; a scope and what it forks; a broadcast and what its
    /// consumers have; an interface and the classes that its own methods make.
    @Test
    void noOtherTwoClassesKnowEachOther() {
        Map<String, Set<String>> known = new TreeMap<>();
        for (JavaClass each : MODULE) {
            if (!each.getPackageName().equals("io.strait.task")) continue;
            Set<String> names = known.computeIfAbsent(topLevel(each), name -> new TreeSet<>());
            for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().equals("io.strait.task")) names.add(topLevel(target));
            }
        }
        Set<String> pairs = new TreeSet<>();
        known.forEach(
                (one, others) -> {
                    for (String other : others)
                        if (one.compareTo(other) < 0 && known.get(other).contains(one))
                            pairs.add(one + " and " + other);
                });
        assertThat(pairs)
                .containsExactlyInAnyOrder(
                        "ReadyQueue and Task",
                        "Loop and Task",
                        "Loop and PlainTask",
                        "CancelScope and Task",
                        "Subtask and TaskScope",
                        "Broadcast and Subscription",
                        "Joiner and Joiners",
                        "ThreadContext and ThreadContexts");
    }

    private static String topLevel(JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        return name.replaceAll("\\$.*", "");
    }

    @Test
    void everyClassHasTheNameOfAThing() {
        noClasses()
                .should()
                .haveNameMatching(".*(Utils?|Impl|Helper|Manager)(\\$.*)?")
                .check(MODULE);
    }

    @Test
    void whatUsersDoNotNeedTheyDoNotSee() {
        classes()
                .that()
                .resideInAPackage("io.strait.task")
                .and(
                        not(
                                belongToAnyOf(
                                        Action.class,
                                        Broadcast.class,
                                        Broadcast.SlowConsumer.class,
                                        Broadcast.Body.class,
                                        Await.class,
                                        Cancelled.class,
                                        CancelledByTimeoutException.class,
                                        Code.class,
                                        CoroutineLocal.class,
                                        Deadline.class,
                                        Joiner.class,
                                        Loop.class,
                                        Mailbox.class,
                                        MailboxClosedException.class,
                                        ManualLoop.class,
                                        Mutex.class,
                                        Offload.class,
                                        ReadyQueue.class,
                                        Select.class,
                                        Select.Case.class,
                                        Semaphore.class,
                                        Shield.class,
                                        SlowConsumerException.class,
                                        Signal.class,
                                        Source.class,
                                        ShuffledQueue.class,
                                        ShuffledQueue.Slices.class,
                                        Subscription.class,
                                        Subtask.class,
                                        Subtask.State.class,
                                        Task.class,
                                        TaskBody.class,
                                        TaskList.class,
                                        TaskOptions.class,
                                        TaskScope.class,
                                        TaskScope.Body.class,
                                        ThreadContext.class,
                                        ThreadLocals.class,
                                        ThreadLoop.class,
                                        Timer.class,
                                        Wait.class,
                                        WaitList.class)))
                .and()
                .haveSimpleNameNotEndingWith("package-info")
                .should()
                .notBePublic()
                .check(MODULE);
    }
}
