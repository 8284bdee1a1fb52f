package org.ldm4j.cli;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import org.ldm4j.architecture.EveryModule;

@AnalyzeClasses(packages = "org.ldm4j.cli", importOptions = DoNotIncludeTests.class)
final class CliArchitectureTest {
    @ArchTest
    static final ArchTests EVERYWHERE = ArchTests.in(EveryModule.class);
}
