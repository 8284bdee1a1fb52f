/** What a trained model is used for (section 4): requests, and the runs that answer them. */
@org.jspecify.annotations.NullMarked
package org.ldm4j.task;
