/** Writing files so that a crash never leaves half of one; knows nothing of what is in them. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.file;
