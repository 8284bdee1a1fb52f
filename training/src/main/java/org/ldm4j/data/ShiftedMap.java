package org.ldm4j.data;

import org.ldm4j.image.Bitmap;

/** A map whose numbers are one higher, so that 255, "nothing known", becomes class 0 ({@code shift_segmentation}). */
record ShiftedMap(MapSource source) implements MapSource {
    @Override
    public Bitmap read(int width, int height) {
        Bitmap map = source.read(width, height);
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (map.at(i % width, i / width, 0) + 1);
        }
        return Bitmap.of(width, height, 1, labels);
    }
}
