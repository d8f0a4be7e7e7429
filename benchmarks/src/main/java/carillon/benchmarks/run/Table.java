package carillon.benchmarks.run;

import java.util.List;

/**
 * One load and what came out for each server.
 *
 * @param subject what the rows are, the head of the first column
 * @param figures the columns; the first one is drawn as well, and shown with its range
 */
record Table(String title, String subject, List<Figure> figures, List<Sample> samples) {

    /**
     * One column.
     *
     * @param head with its unit
     * @param name of the figure in what a load program prints
     * @param decimals how many are worth showing
     */
    record Figure(String head, String name, int decimals) {}
}
