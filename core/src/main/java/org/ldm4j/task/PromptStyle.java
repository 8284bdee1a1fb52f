package org.ldm4j.task;

import java.util.Locale;

/** How the texts of a request are read. */
public enum PromptStyle {
    /**
     * As AUTOMATIC1111's web UI reads them: emphasis, schedules, AND, any length in chunks ({@link org.ldm4j.text.Prompt}).
     * Tags such as {@code <lora:name:1>} are left out: whoever asks adds the networks to the model.
     */
    A1111,
    /** As diffusers' pipelines read them: plain text, cut at the length that the text encoder takes. */
    DIFFUSERS;

    /** Its name in options and messages. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
