package org.ldm4j.training;

import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import org.ldm4j.architecture.EveryModule;

@AnalyzeClasses(
        packages = {"org.ldm4j.training", "org.ldm4j.data", "org.ldm4j.metrics"},
        importOptions = DoNotIncludeTests.class)
final class TrainingArchitectureTest {
    @ArchTest
    static final ArchTests EVERYWHERE = ArchTests.in(EveryModule.class);

    @ArchTest
    static final ArchRule SILENT = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
}
