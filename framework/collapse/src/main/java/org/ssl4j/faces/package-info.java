/**
 * Measures of collapse beyond embeddings of images, in double precision: posteriors of VAEs,
 * codebooks, real and generated features, attention maps, tokens, two towers, units. Each is a
 * function of arrays, wherever they lie; large ones are read in blocks. What is quadratic in the
 * rows is taken of a fixed sample, whose size the result tells. Formulas, sources and how to read
 * them: {@code docs/FACES-OF-COLLAPSE.md}.
 *
 * <p>Public for programs and other jars:
 *
 * <ul>
 *   <li>{@link AttentionMaps}: entropy of attention heads, and how alike they are
 *   <li>{@link CodeUse}: use of a codebook
 *   <li>{@link FiniteArray}: an array whose values are checked when they are read
 *   <li>{@link GenerativeModes}: real and generated features
 *   <li>{@link PosteriorMeasures}: posteriors of a VAE
 *   <li>{@link TokenRank}: tokens by depth
 *   <li>{@link TwoTowers}: pairs of embeddings from two encoders
 *   <li>{@link UnitActivity}: dormant units
 * </ul>
 */
package org.ssl4j.faces;
