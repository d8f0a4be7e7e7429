package carillon.benchmarks.run;

import java.util.List;

/**
 * One load and what came out for each server.
 *
 * @param subject what the rows are, the head of the first column
 * @param figures the columns; the first one is shown with its range
 * @param drawn how the rows make a picture
 */
record Table(String title, String subject, List<Figure> figures, List<Sample> samples, Drawn drawn) {

    /** Rows that are compared with each other. */
    Table(String title, String subject, List<Figure> figures, List<Sample> samples) {
        this(title, subject, figures, samples, Drawn.BARS);
    }

    enum Drawn {
        /** The first figure, a bar for each row. */
        BARS,
        /** The rows follow one another: a line for each figure. */
        LINES
    }

    /**
     * One column.
     *
     * @param head with its unit
     * @param name of the figure in what a load program prints
     * @param decimals how many are worth showing
     */
    record Figure(String head, String name, int decimals) {}
}
