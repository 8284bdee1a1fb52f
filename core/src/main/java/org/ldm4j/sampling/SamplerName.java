package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sampler as people write it, with the schedule that some programs put behind its name: {@code euler_a},
 * {@code DPM++ 2M Karras} (A1111), {@code dpmpp_2m_sde} (ComfyUI), {@code heun_k} (InvokeAI),
 * {@code EulerDiscreteScheduler} (diffusers).
 */
public record SamplerName(Samplers sampler, Optional<Scheduler> scheduler) {
    private static final String KARRAS_SUFFIX = "_k";
    private static final List<Scheduler> SUFFIXES =
            List.of(Scheduler.KARRAS, Scheduler.EXPONENTIAL, Scheduler.BETA, Scheduler.SGM_UNIFORM, Scheduler.AYS);

    /** Reads a name; an unknown one is refused with the list of names. */
    public static SamplerName parse(String name) {
        return plain(name)
                .map(sampler -> new SamplerName(sampler, Optional.empty()))
                .or(() -> withSchedule(name))
                .orElseThrow(() -> new IllegalArgumentException(
                        "sampling method: expected one of " + Samplers.labels() + ", found " + name));
    }

    private static Optional<SamplerName> withSchedule(String name) {
        if (name.endsWith(KARRAS_SUFFIX)) {
            String rest = name.substring(0, name.length() - KARRAS_SUFFIX.length());
            return plain(rest).map(sampler -> new SamplerName(sampler, Optional.of(Scheduler.KARRAS)));
        }
        String key = key(name);
        return SUFFIXES.stream()
                .filter(scheduler -> key.endsWith(key(scheduler.label())))
                .flatMap(scheduler -> plain(key.substring(
                                0, key.length() - key(scheduler.label()).length()))
                        .stream()
                        .map(sampler -> new SamplerName(sampler, Optional.of(scheduler))))
                .findFirst();
    }

    private static Optional<Samplers> plain(String name) {
        String key = key(name), withoutK = key.startsWith("k") ? key.substring(1) : key;
        return Arrays.stream(Samplers.values())
                .filter(sampler -> names(sampler).anyMatch(each -> each.equals(key) || each.equals(withoutK)))
                .findFirst();
    }

    private static Stream<String> names(Samplers sampler) {
        boolean ownsClass = Arrays.stream(Samplers.values())
                .filter(each -> each.diffusersClass().equals(sampler.diffusersClass()))
                .findFirst()
                .filter(sampler::equals)
                .isPresent();
        Stream<String> classes = ownsClass
                ? Stream.of(sampler.diffusersClass(), sampler.diffusersClass().replace("Scheduler", ""))
                : Stream.of();
        return Stream.of(Stream.of(sampler.label()), sampler.aliases().stream(), classes)
                .flatMap(each -> each)
                .map(SamplerName::key);
    }

    /** What is left when spelling does not count. */
    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9+]", "").replace("dpmpp", "dpm++");
    }

    /** The configuration's model sampled so. */
    public SamplerConfig applyTo(SamplerConfig config) {
        SamplerConfig selected = config.with(sampler);
        return scheduler.map(selected::with).orElse(selected);
    }
}
