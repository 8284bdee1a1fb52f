package org.ldm4j.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.ldm4j.data.Crop;
import org.ldm4j.data.DataSet;
import org.ldm4j.data.DataSource;
import org.ldm4j.data.PictureSet;
import org.ldm4j.data.Preprocessing;
import org.ldm4j.data.Scaling;

/**
 * What a run reads, and how.
 *
 * @param size side of the square pictures after scaling
 * @param background colour that transparent pictures are composed on, {@code white} or {@code #rrggbb}
 * @param where fields of {@code metadata.jsonl} and the value each must have
 * @param strict whether a picture that can't be read stops the run; otherwise it is named and left out
 * @param source how the set lies on disk, a {@link DataSource}
 * @param list name of a list of pictures inside the folder; empty for none
 * @param split part of COCO or Open Images; empty where there is just one
 * @param minBoxArea boxes must take more than this share of the picture
 * @param minBoxes pictures with fewer boxes are left out
 * @param maxBoxes pictures with more are left out; 0 for no limit
 * @param maps whether maps of classes are made from COCO's outlines
 * @param mapShift whether the numbers of maps are raised by one, so that 255 becomes 0
 * @param resize what happens to pictures of another shape: {@code crop} or {@code squeeze}
 * @param crop which part is taken, a {@link Crop}
 * @param filter how it is scaled, a {@link Scaling}
 * @param flip how often left and right are exchanged, 0 to 1
 * @param cacheMb how much of the pictures stays decoded
 */
public record DataConfig(
        int size,
        String background,
        Map<String, String> where,
        boolean strict,
        String source,
        String list,
        String split,
        double minBoxArea,
        int minBoxes,
        int maxBoxes,
        boolean maps,
        boolean mapShift,
        String resize,
        String crop,
        String filter,
        double flip,
        int cacheMb) {
    public DataConfig {
        where = Map.copyOf(where);
        Settings.require(size > 0, "data.size", size, "be positive");
        Settings.require(
                background.equals("white") || background.matches("#[0-9a-fA-F]{6}"),
                "data.background",
                background,
                "be white or #rrggbb");
        requireNamed("data.source", source, DataSource::of);
        requireNamed("data.crop", crop, Crop::of);
        requireNamed("data.filter", filter, Scaling::of);
        Settings.require(
                resize.equals("crop") || resize.equals("squeeze"), "data.resize", resize, "be crop or squeeze");
        Settings.require(minBoxes >= 0, "data.min_boxes", minBoxes, "be at least 0");
        Settings.require(
                maxBoxes == 0 || maxBoxes >= minBoxes, "data.max_boxes", maxBoxes, "be 0 or at least min_boxes");
        Settings.require(flip >= 0 && flip <= 1, "data.flip", flip, "be 0 to 1");
        Settings.require(cacheMb >= 0, "data.cache_mb", cacheMb, "be at least 0");
    }

    /** Refuses a name that {@code find} does not know. */
    static void requireNamed(String key, String value, Consumer<String> find) {
        try {
            find.accept(value);
        } catch (IllegalArgumentException e) {
            Settings.require(false, key, value, "be one of those that docs/training.md lists");
        }
    }

    /** 0xrrggbb */
    int backgroundColour() {
        return background.equals("white") ? 0xffffff : Integer.parseInt(background.substring(1), 16);
    }

    Preprocessing preprocessing() {
        return Preprocessing.squares(size, backgroundColour())
                .with(resize.equals("squeeze") ? Crop.SQUEEZE : Crop.of(crop))
                .with(Scaling.of(filter))
                .withFlip(flip);
    }

    private DataSet list(Path data) {
        var request = DataSource.Request.of(data)
                .withList(list)
                .withSplit(split)
                .matching(where)
                .withMaps(maps);
        DataSet set = DataSource.of(source).open(request);
        if (minBoxArea > 0 || minBoxes > 0 || maxBoxes > 0) {
            set = set.laidOut(minBoxArea, minBoxes, maxBoxes == 0 ? Integer.MAX_VALUE : maxBoxes);
        }
        return mapShift ? set.withShiftedMaps() : set;
    }

    /** Reads the set in {@code data} and looks at all its pictures. */
    PictureSet read(Path data, Consumer<String> report) {
        DataSet set = list(data);
        set.captions().byName().forEach((name, count) -> {
            if (count > 0) {
                report.accept("captions: " + count + " " + name.replace('_', ' '));
            }
        });
        return PictureSet.read(set.items(), preprocessing(), (long) cacheMb << 20, strict, report);
    }
}
