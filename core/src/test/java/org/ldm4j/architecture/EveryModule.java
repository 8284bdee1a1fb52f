package org.ldm4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.util.Set;

/** Rules for the classes of any module. */
public final class EveryModule {
    private static final Set<String> LOADERS =
            Set.of("load", "load_from", "import_ir_module", "pickle_load", "unpickle");

    private static final DescribedPredicate<JavaMethodCall> FOREIGN_CODE = describe(
            "runs what a file says",
            call -> call.getTargetOwner().getPackageName().startsWith("org.bytedeco.pytorch")
                            && LOADERS.contains(call.getName())
                    || call.getTargetOwner().isEquivalentTo(Class.class)
                            && call.getName().equals("forName")
                    || call.getTargetOwner().isAssignableTo(ObjectInputStream.class));

    @ArchTest
    static final ArchRule ONLY_TENSOR_TOUCHES_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("org.ldm4j.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..")
            .because("native memory is owned and freed in one place");

    @ArchTest
    static final ArchRule FILES_RUN_NO_CODE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.ldm4j.cli.EndSignals") // finds the JDK's own signals by a constant name
            .should()
            .callMethodWhere(FOREIGN_CODE)
            .because("a checkpoint from a stranger is read, never executed");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("org.ldm4j.(*)..")
            .should()
            .beFreeOfCycles()
            .because("each package must be understandable after those below it");

    private EveryModule() {}
}
