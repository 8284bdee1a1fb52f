package org.ldm4j.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ScopeTest {
    private final long before = Scope.liveTensors();

    @AfterEach
    void nothingStaysBehind() {
        assertThat(Scope.liveTensors()).as("live native tensors").isEqualTo(before);
    }

    @Test
    void freesWhatWasMadeInside() {
        Tensor made;
        try (Scope scope = Scope.open()) {
            made = Tensor.zeros(2, 3).plus(1).times(2);
            assertThat(Scope.liveTensors()).isEqualTo(before + 3);
        }
        assertThat(made).hasToString("closed tensor");
    }

    @Test
    void freesWhenTheBodyThrows() {
        assertThatThrownBy(() -> {
                    try (Scope scope = Scope.open()) {
                        Tensor.zeros(2, 3).matmul(Tensor.zeros(2, 3));
                    }
                })
                .isInstanceOf(TensorException.class)
                .hasMessageStartingWith("matmul(fp32[2, 3], fp32[2, 3]): ");
    }

    @Test
    void freesWhenTheBodyOfAResultThrows() {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> Scope.result(() -> {
                        Tensor.zeros(4);
                        throw new IllegalStateException("broken off");
                    }))
                    .hasMessage("broken off");
            assertThat(Scope.liveTensors()).isEqualTo(before);
        }
    }

    @Test
    void resultMovesOutAlone() {
        try (Scope scope = Scope.open()) {
            Tensor result = Scope.result(() -> Tensor.zeros(2).plus(1).plus(2));

            assertThat(result.toFloats()).containsExactly(3, 3);
            assertThat(Scope.liveTensors()).isEqualTo(before + 1);
        }
    }

    @Test
    void resultOfAnOuterScopeStaysThere() {
        try (Scope scope = Scope.open()) {
            Tensor outer = Tensor.full(5, 1);
            assertThat(Scope.result(() -> outer)).isSameAs(outer);
            assertThat(outer.item()).isEqualTo(5);
        }
    }

    @Test
    void resultOutsideAnyScopeIsTheCallersToClose() {
        Tensor result = Scope.result(() -> Tensor.full(5, 1));
        assertThat(result.item()).isEqualTo(5);
        result.close();
    }

    @Test
    void keptTensorsLiveUntilTheyAreClosed() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = Tensor.full(7, 2).keep();
        }
        assertThat(kept.toFloats()).containsExactly(7, 7);
        kept.close();
        kept.close();
    }

    @Test
    void keptResultIsNotTakenIntoTheOuterScope() {
        Tensor kept;
        try (Scope scope = Scope.open()) {
            kept = Scope.result(() -> Tensor.full(7, 1).keep());
        }
        assertThat(kept.item()).isEqualTo(7);
        kept.close();
    }

    @Test
    void anEarlyCloseFreesOnce() {
        try (Scope scope = Scope.open()) {
            Tensor.zeros(3).close();
            assertThat(Scope.liveTensors()).isEqualTo(before);
        }
    }

    @Test
    void sharedHandlesFreeTheMemoryTogether() {
        try (Scope scope = Scope.open()) {
            Tensor first = Tensor.full(3, 2);
            Tensor second = first.share();
            first.close();
            assertThat(second.toFloats()).containsExactly(3, 3);
        }
    }

    @Test
    void useAfterCloseSaysSo() {
        Tensor closed;
        try (Scope scope = Scope.open()) {
            closed = Tensor.zeros(2);
        }
        assertThatThrownBy(closed::shape)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("scope has been closed");
        try (Scope scope = Scope.open()) {
            Tensor open = Tensor.zeros(2);
            assertThatThrownBy(() -> open.plus(closed)).hasMessageContaining("closed tensor");
            assertThatThrownBy(() -> closed.plus(open)).hasMessageContaining("closed tensor");
            assertThatThrownBy(() -> Tensor.cat(0, open, closed)).hasMessageContaining("closed tensor");
            assertThatThrownBy(() -> open.linear(closed, null)).hasMessageContaining("closed tensor");
        }
    }

    @Test
    void makingWithoutAScopeSaysSo() {
        assertThatThrownBy(() -> Tensor.zeros(2))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside any Scope");
    }

    @Test
    void closingInTheWrongOrderSaysSo() {
        Scope outer = Scope.open();
        Scope inner = Scope.open();
        assertThatThrownBy(outer::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("innermost first");
        inner.close();
        outer.close();
    }

    @Test
    void closingFromAnotherThreadSaysSo() {
        try (Scope scope = Scope.open()) {
            assertThatThrownBy(() -> CompletableFuture.runAsync(scope::close).join())
                    .hasMessageContaining("by the thread that opened it");
        }
    }

    @Test
    void threadsHaveScopesOfTheirOwn() {
        try (Scope scope = Scope.open()) {
            Tensor made = CompletableFuture.supplyAsync(() -> Scope.result(() -> Tensor.full(4, 1)))
                    .join();
            assertThat(made.item()).isEqualTo(4);
            made.close();
        }
    }

    @Test
    void gradientsOutliveTheScopesOfTheirPass() {
        try (Scope scope = Scope.open()) {
            Tensor w = Tensor.full(3, 1).requireGrad();
            Scope.result(() -> w.square().sum()).backward();
            Tensor gradient = w.grad();
            w.clearGrad();

            assertThat(gradient).isNotNull();
            assertThat(gradient.item()).isEqualTo(6);
            assertThat(w.grad()).isNull();
        }
    }
}
