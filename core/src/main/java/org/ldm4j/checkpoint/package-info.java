/**
 * Checkpoints on disk: files of named tensors, model folders, and the tables that translate foreign names. It knows
 * names and files; it creates no network. Nothing in a file is ever executed, extracted or believed before it has
 * been checked against the file's own length.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.checkpoint;
