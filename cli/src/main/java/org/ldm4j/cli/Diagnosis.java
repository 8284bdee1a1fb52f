package org.ldm4j.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The result of one check. */
record Diagnosis(String name, Status status, String detail) {
    enum Status {
        OK,
        /** Works, but slower or with less than it could. */
        WARN,
        FAIL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Diagnosis of(String name, boolean good, Status otherwise, String detail) {
        return new Diagnosis(name, good ? Status.OK : otherwise, detail);
    }

    /** What {@code check} finds; a failure of the check itself is a finding. */
    static Diagnosis of(String name, Supplier<Diagnosis> check) {
        try {
            return check.get();
        } catch (RuntimeException | LinkageError e) {
            return new Diagnosis(name, Status.FAIL, Failure.of(e).message());
        }
    }

    Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("name", name);
        document.put("status", status.label());
        document.put("detail", detail);
        return document;
    }
}
