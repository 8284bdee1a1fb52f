package org.ldm4j.training;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A small data set of coloured shapes with captions, made for a test. */
public final class TestPictures {
    private static final Color[] COLOURS = {Color.RED, Color.GREEN, Color.BLUE, Color.ORANGE};
    private static final String[] NAMES = {"red", "green", "blue", "orange"};

    private TestPictures() {}

    /** Eight transparent 32x32 pictures: a disc and a square in each of four colours; one line has another field value. */
    public static Path write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 2 * COLOURS.length; i++) {
            String file = "picture-" + i + ".png", shape = i % 2 == 0 ? "disc" : "square";
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_ARGB);
            Graphics2D graphics = image.createGraphics();
            graphics.setColor(COLOURS[i / 2]);
            if (i % 2 == 0) {
                graphics.fillOval(6, 6, 20, 20);
            } else {
                graphics.fillRect(6, 6, 20, 20);
            }
            graphics.dispose();
            ImageIO.write(image, "png", folder.resolve(file).toFile());
            lines.add("{\"file_name\": \"%s\", \"text\": \"%s %s\", \"kind\": \"shape\"}"
                    .formatted(file, NAMES[i / 2], shape));
        }
        lines.add("{\"file_name\": \"nowhere.png\", \"text\": \"nothing\", \"kind\": \"other\"}");
        Files.write(folder.resolve("metadata.jsonl"), lines);
        return folder;
    }

    /** Settings of the smallest networks that can be trained. */
    public static final List<String> TINY_AUTOENCODER = List.of(
            "data.size=16",
            "data.where={kind: shape}",
            "model.latent_channels=4",
            "model.channels=[16, 16]",
            "training.batch=4",
            "training.warmup_steps=2",
            "training.sample_every=0");

    public static final List<String> TINY_LDM = List.of(
            "data.size=16",
            "data.where={kind: shape}",
            "unet.channels=[32]",
            "unet.attention=[true]",
            "unet.head_channels=16",
            "unet.zero_init=false",
            "text.vocabulary=600",
            "text.positions=8",
            "text.width=32",
            "text.layers=1",
            "text.heads=2",
            "diffusion.prediction=v",
            "diffusion.zero_terminal_snr=true",
            "diffusion.timestep_shift=4",
            "training.batch=4",
            "training.warmup_steps=2",
            "training.sample_every=0");
}
