package org.ldm4j.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "org.ldm4j", importOptions = DoNotIncludeTests.class)
final class CoreArchitectureTest {
    private static final String TENSOR = "org.ldm4j.tensor..";
    private static final String NN = "org.ldm4j.nn..";
    private static final String AUTOENCODER = "org.ldm4j.autoencoder..";
    private static final String DENOISER = "org.ldm4j.denoiser..";
    private static final String CONDITIONING = "org.ldm4j.conditioning..";
    private static final String DIFFUSION = "org.ldm4j.diffusion..";
    private static final String SAMPLING = "org.ldm4j.sampling..";
    private static final String CHECKPOINT = "org.ldm4j.checkpoint..";
    private static final String IMAGE = "org.ldm4j.image..";
    private static final String TASK = "org.ldm4j.task..";

    /** A description of a network or sampler: records, enums, the interfaces that group them. A network is a class. */
    private static final DescribedPredicate<JavaClass> DESCRIPTION = describe(
            "records, enums, interfaces or configurations",
            type -> type.isRecord()
                    || type.isInterface()
                    || type.isAssignableTo(Enum.class)
                    || type.getSimpleName().endsWith("Config"));

    @ArchTest
    static final ArchTests EVERYWHERE = ArchTests.in(EveryModule.class);

    @ArchTest
    static final ArchRule SILENT = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule AUTOENCODERS_STAND_ALONE =
            network(AUTOENCODER, DENOISER, CONDITIONING, DIFFUSION, SAMPLING, CHECKPOINT, IMAGE, TASK);

    @ArchTest
    static final ArchRule DENOISERS_STAND_ALONE =
            network(DENOISER, AUTOENCODER, CONDITIONING, DIFFUSION, SAMPLING, CHECKPOINT, IMAGE, TASK);

    @ArchTest
    static final ArchRule CONDITIONERS_STAND_ALONE =
            network(CONDITIONING, AUTOENCODER, DENOISER, DIFFUSION, SAMPLING, CHECKPOINT, IMAGE, TASK);

    @ArchTest
    static final ArchRule SAMPLERS_KNOW_NO_NETWORK = mayNotKnow(
                    SAMPLING, NN, AUTOENCODER, DENOISER, CONDITIONING, CHECKPOINT, IMAGE, TASK)
            .because("a sampler sees a function of x and t");

    @ArchTest
    static final ArchRule DIFFUSION_KNOWS_NO_NETWORK = mayNotKnow(
                    DIFFUSION, NN, AUTOENCODER, DENOISER, CONDITIONING, SAMPLING, CHECKPOINT, IMAGE, TASK)
            .because("the process is defined for any function of x and t");

    @ArchTest
    static final ArchRule CHECKPOINTS_KNOW_DESCRIPTIONS_ONLY = noClasses()
            .that()
            .resideInAPackage(CHECKPOINT)
            .should()
            .dependOnClassesThat(resideInAnyPackage(AUTOENCODER, DENOISER, CONDITIONING, SAMPLING)
                    .and(DescribedPredicate.not(DESCRIPTION)))
            .orShould()
            .dependOnClassesThat(resideInAnyPackage(IMAGE, TASK))
            .because("files are translated into descriptions; networks are made elsewhere");

    @ArchTest
    static final ArchRule ADDONS_KNOW_NO_NETWORK = mayNotKnow(
                    "org.ldm4j.addon..", AUTOENCODER, DENOISER, CONDITIONING, DIFFUSION, SAMPLING, IMAGE, TASK)
            .because("it reads files and computes what to add; models are made in task");

    @ArchTest
    static final ArchRule TEXT_KNOWS_NO_TENSOR = mayNotKnow("org.ldm4j.text..", TENSOR, NN);

    @ArchTest
    static final ArchRule TENSORS_ARE_THE_GROUND = noClasses()
            .that()
            .resideInAPackage(TENSOR)
            .should()
            .dependOnClassesThat(resideInAPackage("org.ldm4j..").and(DescribedPredicate.not(resideInAPackage(TENSOR))));

    private static ArchRule network(String own, String... others) {
        return mayNotKnow(own, others).because("a network is a function of tensors");
    }

    private static ArchRule mayNotKnow(String own, String... others) {
        return noClasses()
                .that()
                .resideInAPackage(own)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others);
    }
}
