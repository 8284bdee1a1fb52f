package org.ldm4j.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ldm4j.text.ExtraNetworks.Network;

class ExtraNetworksTest {
    @Test
    void tagsAreTakenOutAndListed() {
        ExtraNetworks read = ExtraNetworks.of("a <lora:ink wash:0.8>cat<hypernet:b>");
        assertThat(read.text()).isEqualTo("a cat");
        assertThat(read.networks())
                .containsExactly(
                        new Network("lora", "ink wash", List.of("0.8")), new Network("hypernet", "b", List.of()));
    }

    @Test
    void weightsOfBothNetworks() {
        assertThat(network("<lora:a>")).containsExactly(1, 1);
        assertThat(network("<lora:a:0.5>")).containsExactly(0.5, 0.5);
        assertThat(network("<lora:a:0.5:-1>")).containsExactly(0.5, -1);
        assertThat(network("<lora:a:te=0.3>")).containsExactly(0.3, 0.3);
        assertThat(network("<lora:a:unet=0.7:0.2>")).containsExactly(0.2, 0.7);
    }

    private static double[] network(String prompt) {
        Network network = ExtraNetworks.of(prompt).networks().get(0);
        return new double[] {network.weight(), network.unetWeight()};
    }

    @Test
    void weightThatIsNoNumberIsRefusedWithItsTag() {
        Network network = ExtraNetworks.of("<lora:a:high>").networks().get(0);
        assertThatThrownBy(network::weight).hasMessageContaining("expected a number, found 'high' (<lora:a>");
    }

    @Test
    void whatIsNoTagStays() {
        for (String text : List.of("a < b > c", "<lora>", "<:a>", "<lora:>", "<my token>", "<lora:a", "x<y:")) {
            assertThat(ExtraNetworks.of(text)).isEqualTo(new ExtraNetworks(text, List.of()));
        }
    }
}
