/** Data sets of pictures with captions, as training reads them. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.data;
