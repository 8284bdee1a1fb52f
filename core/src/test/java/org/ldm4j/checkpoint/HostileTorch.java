package org.ldm4j.checkpoint;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;

/** Files for the reader of torch's checkpoints, most of them hostile, each with the outcome that the reader owes. */
final class HostileTorch {
    /** @param code why the file is refused, or null when it must be accepted */
    record Case(
            String id,
            String what,
            Supplier<byte[]> file,
            @Nullable Code code) {
        @Override
        public String toString() {
            return id + " " + what + (code == null ? ": accept" : ": " + code);
        }
    }

    private HostileTorch() {}

    static Stream<Case> all() {
        return Stream.of(HostilePickles.all(), HostileTensors.all(), HostileZips.all(), HostileLegacy.all())
                .flatMap(s -> s);
    }

    static Case refused(String id, String what, Code code, Supplier<byte[]> file) {
        return new Case(id, what, file, code);
    }

    static Case accepted(String id, String what, Supplier<byte[]> file) {
        return new Case(id, what, file, null);
    }
}
