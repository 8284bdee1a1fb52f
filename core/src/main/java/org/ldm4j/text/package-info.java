/**
 * Text to the numbers that text encoders read: the byte-pair tokenizer of CLIP, and the learning of its vocabularies.
 * Nothing here knows a tensor.
 */
@org.jspecify.annotations.NullMarked
package org.ldm4j.text;
