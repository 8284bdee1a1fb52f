package org.ldm4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ldm4j.data.AspectBuckets.Size;
import org.ldm4j.tensor.Scope;

final class AspectBucketsTest {
    @Test
    void sizesHaveAboutTheAreaAndSidesOfTheUnit() {
        AspectBuckets buckets = AspectBuckets.around(512, 64);
        assertThat(buckets.sizes())
                .contains(new Size(512, 512), new Size(384, 640), new Size(640, 384), new Size(256, 1024));
        assertThat(buckets.sizes()).doesNotHaveDuplicates().allSatisfy(size -> {
            assertThat(size.width() % 64 + size.height() % 64).isZero();
            assertThat(size.width() * size.height()).isBetween(512 * 512 * 3 / 4, 512 * 512);
        });
        assertThatThrownBy(() -> AspectBuckets.around(32, 64)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void picturesGetTheNearestShape() {
        AspectBuckets buckets = new AspectBuckets(List.of(new Size(256, 1024), new Size(512, 512), new Size(640, 384)));
        assertThat(buckets.nearest(100, 100)).isEqualTo(1);
        assertThat(buckets.nearest(1, 5000)).isZero();
        assertThat(buckets.nearest(1280, 768)).isEqualTo(2);
        assertThat(buckets.nearest(60, 100)).isEqualTo(1); // log 0.6 is nearer to log 1 than to log 0.25
    }

    @Test
    void batchesHoldPicturesOfOneSizeAndEachPictureOnceButForFilling() {
        int[] bucketOf = {0, 1, 0, 2, 0, 1, 0, 0};
        List<long[]> batches = AspectBuckets.batches(bucketOf, 2, new Random(7));
        assertThat(batches).hasSize(3 + 1 + 1);
        assertThat(batches)
                .allSatisfy(batch -> assertThat(bucketOf[(int) batch[0]]).isEqualTo(bucketOf[(int) batch[1]]));
        long[] all = batches.stream()
                .flatMapToLong(Arrays::stream)
                .distinct()
                .sorted()
                .toArray();
        assertThat(all).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void theOrderDependsOnTheGeneratorAlone() {
        int[] bucketOf = new int[40];
        Arrays.setAll(bucketOf, i -> i % 3);
        List<long[]> one = AspectBuckets.batches(bucketOf, 4, new Random(7));
        assertThat(AspectBuckets.batches(bucketOf, 4, new Random(7))).containsExactlyElementsOf(one);
        assertThat(AspectBuckets.batches(bucketOf, 4, new Random(8)).get(0)).isNotEqualTo(one.get(0));
    }

    @Test
    void aSetScalesEachPictureToItsBucket(@TempDir Path folder) throws IOException {
        TestFiles.picture(folder, "tall.png", 20, 40);
        TestFiles.picture(folder, "wide.png", 50, 20);
        TestFiles.picture(folder, "wide2.png", 48, 20);
        Preprocessing how = Preprocessing.squares(32, 0).with(AspectBuckets.around(32, 8));
        PictureSet set =
                PictureSet.read(TestFiles.open(DataSource.CAPTIONS, folder).items(), how, 0, true, message -> {});
        assertThat(set.buckets()[1]).isEqualTo(set.buckets()[2]).isNotEqualTo(set.buckets()[0]);
        try (Scope scope = Scope.open()) {
            assertThat(set.pictures(1, 2).shape()).containsExactly(2, 3, 16, 48);
            assertThat(set.pictures(0).shape()).containsExactly(1, 3, 40, 24);
        }
    }
}
