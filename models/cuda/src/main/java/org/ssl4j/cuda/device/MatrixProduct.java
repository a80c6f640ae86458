package org.ssl4j.cuda.device;

/**
 * Sizes of {@code c = a b} of dense row-major matrices: a is [rows, inner], b [inner, columns], c
 * [rows, columns].
 *
 * @param transposeA whether a lies as [inner, rows]
 * @param transposeB whether b lies as [columns, inner]
 * @param adds whether the product is added to c, instead of replacing it
 * @param result type of c
 */
public record MatrixProduct(
    boolean transposeA,
    boolean transposeB,
    int rows,
    int columns,
    int inner,
    boolean adds,
    StorageType result) {}
