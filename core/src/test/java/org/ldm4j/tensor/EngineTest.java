package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;

final class EngineTest {
    @Test
    void usesAllProcessorsUnlessToldOtherwise() {
        int usual = Engine.threads();
        try {
            assertThat(usual).isEqualTo(Runtime.getRuntime().availableProcessors());
            Engine.threads(1);
            assertThat(Engine.threads()).isEqualTo(1);
        } finally {
            Engine.threads(usual);
        }
    }

    @Test
    void refusesNoThreads() {
        assertThatThrownBy(() -> Engine.threads(0)).hasMessage("threads (0) must be at least 1");
    }

    @Test
    void tellsTheVersionOfTheLibraryThatIsLoaded() throws IOException {
        assertThat(Loader.getVersion("org.bytedeco", "pytorch")).startsWith(Engine.version() + "-");
    }

    @Test
    void tellsTheInstructionSet() {
        assertThat(Engine.cpuCapability()).isNotBlank();
    }

    @Test
    void missesOnlySettingsThatTheEnvironmentLacks() {
        assertThat(Engine.missingSettings())
                .isSubsetOf(Engine.ENVIRONMENT.keySet())
                .allSatisfy(name -> assertThat(System.getenv(name)).isNull());
    }
}
