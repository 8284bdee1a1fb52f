/**
 * The diffusion process of section 3.2: how noise is added, what the network predicts, and how a prediction becomes an
 * estimate of the clean latent. Knows no network: it sees a function of {@code (x, t)}.
 *
 * <table>
 * <caption>Symbols in formulas and local variables</caption>
 * <tr><th>symbol</th><th>in code</th><th>meaning</th></tr>
 * <tr><td>T</td><td>{@link org.ldm4j.diffusion.NoiseSchedule#length()}</td><td>training timesteps, 1000</td></tr>
 * <tr><td>t</td><td>{@code t}</td><td>timestep 0 ... T-1; t = 0 is already one step of noise</td></tr>
 * <tr><td>beta_t</td><td>{@code betas}</td><td>variance added by step t</td></tr>
 * <tr><td>alpha_t</td><td>{@code 1 - beta}</td><td>what step t leaves; written only in the posterior</td></tr>
 * <tr><td>abar_t</td><td>{@code alphasCumprod}</td><td>product of (1 - beta) up to t</td></tr>
 * <tr><td>x_0</td><td>{@code x0}</td><td>clean latent {@code [B, C, h, w]}</td></tr>
 * <tr><td>epsilon</td><td>{@code eps}</td><td>standard normal noise, as {@code x0}</td></tr>
 * <tr><td>x_t</td><td>{@code x}</td><td>{@code alpha x0 + sigma eps}, variance preserving</td></tr>
 * <tr><td>sqrt(abar)</td><td>{@code alpha}</td><td>signal in x_t; {@code alpha² + sigma² = 1}</td></tr>
 * <tr><td>sqrt(1 - abar)</td><td>{@code sigma}</td><td>noise in x_t</td></tr>
 * <tr><td>v</td><td>{@code v}</td><td>velocity {@code alpha eps - sigma x0}</td></tr>
 * <tr><td>snr</td><td>{@code snr}</td><td>{@code abar / (1 - abar)}</td></tr>
 * <tr><td>lambda</td><td>{@code lambda}</td><td>{@code log(alpha / sigma)}, half the logarithm of the snr</td></tr>
 * </table>
 *
 * <p>Samplers of the Karras family write x/alpha instead of x; their sigma is {@code sqrt(1 - abar) / sqrt(abar)}, and
 * {@code org.ldm4j.sampling} says so where it is meant.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.diffusion;
