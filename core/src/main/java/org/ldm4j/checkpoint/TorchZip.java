package org.ldm4j.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ldm4j.checkpoint.CheckpointException.Code;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The form of {@code torch.save} since 1.6: a zip archive with one folder, in it {@code data.pkl}, each storage as
 * {@code data/KEY}, and since 2.1 {@code byteorder}.
 */
final class TorchZip {
    private static final Logger LOG = LoggerFactory.getLogger(TorchZip.class);
    private static final String PICKLE = "data.pkl";
    private static final long MAX_PICKLE = 64 << 20;

    private final FileBytes file;
    private final String folder;
    private final Map<String, ZipMember> members;
    private final boolean summed;

    private TorchZip(FileBytes file, String folder, Map<String, ZipMember> members) {
        this.file = file;
        this.folder = folder;
        this.members = members;
        summed = members.values().stream().anyMatch(member -> member.checksum() != 0);
    }

    static TorchContent read(FileBytes file) {
        ZipDirectory directory = ZipDirectory.read(file);
        String folder = folder(directory.members().keySet(), file);
        TorchZip zip = new TorchZip(file, folder, directory.located());
        if (!zip.summed) {
            LOG.warn("the file was saved without checksums, so that damage would not be seen ({})", file.path());
        }
        return zip.content();
    }

    /** The one folder that everything is in, with a slash. */
    private static String folder(Set<String> names, FileBytes file) {
        Set<String> folders = new HashSet<>();
        for (String name : names) {
            String folder = firstPart(name), rest = name.substring(folder.length());
            if (rest.equals("constants.pkl") || rest.startsWith("code/")) {
                throw refuse(file, Code.FORBIDDEN, "tensors", "a TorchScript program, which is never run");
            }
            folders.add(folder);
        }
        if (folders.stream().noneMatch(folder -> names.contains(folder + PICKLE))) {
            throw refuse(file, Code.NOT_A_CHECKPOINT, "a file data.pkl in it", Names.some(names));
        }
        if (folders.size() > 1) {
            throw refuse(file, Code.BAD_ARCHIVE, "one folder", Names.some(folders));
        }
        return folders.iterator().next();
    }

    private static String firstPart(String name) {
        return name.substring(0, name.indexOf('/') + 1);
    }

    private TorchContent content() {
        boolean bigEndian = bigEndian();
        ZipMember pickle = member(PICKLE);
        if (pickle.size() > MAX_PICKLE) {
            throw refuse(file, Code.LIMIT, "a pickle of at most 64 MiB", pickle.size() + " bytes");
        }
        requireSound(pickle);
        PickleBytes in = new PickleBytes(file, PICKLE, pickle.data(), pickle.end());
        StorageIds ids = new StorageIds();
        Object root = PickleMachine.run(in, ids);
        if (in.remaining() > 0) {
            throw in.refuse(Code.TRAILING_BYTES, "nothing behind the pickle", in.remaining() + " bytes");
        }
        Map<String, TorchContent.Place> places = new HashMap<>();
        ids.storages().forEach((key, storage) -> places.put(key, place(storage)));
        return new TorchContent(root, places, bigEndian);
    }

    private boolean bigEndian() {
        ZipMember member = members.get(folder + "byteorder");
        if (member == null) {
            return false;
        }
        requireSound(member);
        PickleBytes in = new PickleBytes(file, "byteorder", member.data(), member.end());
        String order = new String(in.bytes(Math.min(in.remaining(), 16)), StandardCharsets.ISO_8859_1);
        if (!order.equals("little") && !order.equals("big")) {
            throw in.refuse(Code.BAD_BYTEORDER, "little or big", Names.quoted(order));
        }
        return order.equals("big");
    }

    private TorchContent.Place place(PickledStorage storage) {
        ZipMember member = member("data/" + storage.key());
        if (member.size() != storage.bytes()) {
            String found = member.size() + " bytes in " + Names.quoted(member.name());
            throw refuse(file, Code.SIZE_MISMATCH, "a storage of " + storage.bytes() + " bytes", found);
        }
        return new TorchContent.Place(member.data(), checksum(member));
    }

    private ZipMember member(String name) {
        ZipMember member = members.get(folder + name);
        if (member == null) {
            throw refuse(file, Code.MISSING_ENTRY, "an entry " + Names.quoted(name), "none");
        }
        return member;
    }

    private @Nullable Long checksum(ZipMember member) {
        return summed ? member.checksum() : null;
    }

    private void requireSound(ZipMember member) {
        Long sum = checksum(member);
        if (sum != null && sum != file.checksum(member.data(), member.size()).getValue()) {
            throw refuse(file, Code.CHECKSUM, "bytes as they were written", "others in " + Names.quoted(member.name()));
        }
    }

    private static CheckpointException refuse(FileBytes file, Code code, String expected, String found) {
        return CheckpointException.of(code, "zip archive", expected, found, file.path());
    }
}
