package org.ldm4j.sampling;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A sampler as people write it, with the schedule that some programs put behind its name: {@code euler_a},
 * {@code DPM++ 2M Karras} (A1111), {@code dpmpp_2m_sde_gpu} (ComfyUI), {@code heun_k} (InvokeAI),
 * {@code ddim_trailing} (stable-diffusion.cpp), {@code EulerDiscreteScheduler} (diffusers).
 *
 * @param scheduler the noise levels that the name asks for
 * @param spacing the timesteps that the name asks for
 */
public record SamplerName(Samplers sampler, Optional<Scheduler> scheduler, Optional<Spacing> spacing) {
    /** Behind the names of InvokeAI and of the web UI's interface, in this order of trial. */
    private static final List<String> KARRAS_SUFFIXES = List.of("_ka", "_k");
    /** ComfyUI's samplers whose noise is drawn on the graphics card; the algorithm is the same. */
    private static final String GPU_SUFFIX = "_gpu";

    /** Reads a name; an unknown one is refused with the list of names. */
    public static SamplerName parse(String name) {
        String word = name.strip().toLowerCase(Locale.ROOT);
        String plain = word.endsWith(GPU_SUFFIX) ? word.substring(0, word.length() - GPU_SUFFIX.length()) : word;
        return sampler(plain)
                .map(sampler -> new SamplerName(sampler, Optional.empty(), Optional.empty()))
                .or(() -> withKarras(plain))
                .or(() -> withScheduler(key(plain)))
                .or(() -> withSpacing(key(plain)))
                .orElseThrow(() -> new IllegalArgumentException(
                        "sampling method: expected one of " + Samplers.labels() + ", found " + name));
    }

    private static Optional<SamplerName> withKarras(String name) {
        return KARRAS_SUFFIXES.stream()
                .flatMap(suffix -> before(suffix, name))
                .map(sampler -> new SamplerName(sampler, Optional.of(Scheduler.KARRAS), Optional.empty()))
                .findFirst();
    }

    private static Optional<SamplerName> withScheduler(String key) {
        return Arrays.stream(Scheduler.values())
                .flatMap(scheduler -> scheduler
                        .names()
                        .flatMap(name -> before(key(name), key))
                        .map(sampler -> new SamplerName(sampler, Optional.of(scheduler), Optional.empty())))
                .findFirst();
    }

    private static Optional<SamplerName> withSpacing(String key) {
        return Arrays.stream(Spacing.values())
                .flatMap(spacing -> before(key(spacing.label()), key)
                        .map(sampler -> new SamplerName(sampler, Optional.empty(), Optional.of(spacing))))
                .findFirst();
    }

    /** The sampler whose name is left when {@code suffix} is taken away. */
    private static Stream<Samplers> before(String suffix, String name) {
        return name.endsWith(suffix)
                ? sampler(name.substring(0, name.length() - suffix.length())).stream()
                : Stream.empty();
    }

    private static Optional<Samplers> sampler(String name) {
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
    static String key(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9+]", "").replace("dpmpp", "dpm++");
    }

    /** The configuration's model sampled so. */
    public SamplerConfig applyTo(SamplerConfig config) {
        SamplerConfig selected = config.with(sampler);
        SamplerConfig scheduled = scheduler.map(selected::with).orElse(selected);
        return spacing.map(scheduled::with).orElse(scheduled);
    }
}
