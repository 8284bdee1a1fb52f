package org.ldm4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrientationTest {
    /** An EXIF block with one entry before the orientation. */
    private static ByteBuffer exif(ByteOrder order, int code) {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        ByteBuffer tiff = ByteBuffer.allocate(34).order(order);
        tiff.put((byte) (little ? 'I' : 'M')).put((byte) (little ? 'I' : 'M')).putShort((short) 42);
        tiff.putInt(8).putShort((short) 2);
        tiff.putShort((short) 0x010F).putShort((short) 2).putInt(1).putInt(0);
        tiff.putShort((short) 0x0112).putShort((short) 3).putInt(1).putShort((short) code);
        return tiff.rewind();
    }

    /** As Pillow's {@code ImageOps.exif_transpose} turns [[1, 2, 3], [4, 5, 6]]. */
    @ParameterizedTest
    @CsvSource({
        "1, 3, 123456",
        "2, 3, 321654",
        "3, 3, 654321",
        "4, 3, 456123",
        "5, 2, 142536",
        "6, 2, 415263",
        "7, 2, 635241",
        "8, 2, 362514"
    })
    void picturesAreTurned(int code, int width, String expected) {
        Bitmap stored = Bitmap.of(3, 2, 1, new byte[] {1, 2, 3, 4, 5, 6});
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            Bitmap seen = Orientation.of(exif(order, code)).apply(stored);
            StringBuilder digits = new StringBuilder();
            for (byte value : seen.values()) {
                digits.append(value);
            }
            assertThat(seen.width()).isEqualTo(width);
            assertThat(digits).hasToString(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 65535})
    void nonsenseIsUpright(int code) {
        assertThat(Orientation.of(exif(ByteOrder.BIG_ENDIAN, code))).isEqualTo(Orientation.UPRIGHT);
    }

    @Test
    void cutAndHostileBlocksAreUpright() {
        byte[] whole = exif(ByteOrder.BIG_ENDIAN, 6).array();
        for (int length = 0; length < whole.length; length++) {
            assertThat(Orientation.of(ByteBuffer.wrap(whole, 0, length))).isEqualTo(Orientation.UPRIGHT);
        }
        for (int offset : new int[] {0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 33, 34}) {
            ByteBuffer moved = exif(ByteOrder.BIG_ENDIAN, 6).putInt(4, offset);
            assertThat(Orientation.of(moved)).as("directory at %d", offset).isEqualTo(Orientation.UPRIGHT);
        }
        ByteBuffer many = exif(ByteOrder.BIG_ENDIAN, 6).putShort(8, (short) -1);
        assertThat(Orientation.of(many)).isEqualTo(new Orientation(6));
    }
}
