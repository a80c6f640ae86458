package org.ssl4j.config;

/** A rule that the observed numbers of some cells keep or break. */
public record ExpectConfig(
    @Setting(
            doc =
                "Cells that the rule applies to: all, a cell's id, or conditions such as \"stopGradient=false, kind=none\".")
        String cells,
    @Setting(
            doc =
                "collapsed, not collapsed, verdict is WORD, or MEASURE above/below VALUE, where VALUE is a number,"
                    + " untrained, pixels, a cell, or a number of one of these (\"0.1 of untrained\").")
        String rule) {}
