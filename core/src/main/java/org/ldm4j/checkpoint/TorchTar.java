package org.ldm4j.checkpoint;

import org.ldm4j.checkpoint.CheckpointException.Code;

/** The form of {@code torch.save} in its first year. */
final class TorchTar {
    private TorchTar() {}

    static TorchContent read(FileBytes file) {
        throw CheckpointException.of(Code.UNSUPPORTED, "file", "a newer form", "a tar archive", file.path());
    }
}
