package org.ldm4j.cli;

/** A program whose run takes no notice of being asked to end; what the signals do to it is {@link TrainSignalsTest}'s. */
final class DeafTraining {
    private DeafTraining() {}

    public static void main(String[] arguments) throws InterruptedException {
        var console = new CommonOptions().console();
        try (TrainingProgress progress = new TrainingProgress(console)) {
            console.note("running");
            while (!progress.isStopped()) {
                Thread.sleep(5);
            }
            Thread.sleep(60_000);
        }
    }
}
