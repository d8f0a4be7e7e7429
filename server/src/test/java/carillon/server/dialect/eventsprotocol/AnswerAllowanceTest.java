package carillon.server.dialect.eventsprotocol;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import carillon.core.error.ErrorCode;
import carillon.core.error.RefusedException;
import carillon.core.memory.MemoryBudget;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What one message may have the server look for. */
class AnswerAllowanceTest {

    @Test
    void theSearchesOfOneMessageAreBoundedInTime() {
        try (var allowance = new AnswerAllowance(new MemoryBudget(1 << 20).open())) {
            allowance.ask(1);
            allowance.searched(AnswerAllowance.MOST_SEARCHING.toNanos());
            allowance.ask(1);
            allowance.searched(1);
            assertThatThrownBy(() -> allowance.ask(1))
                    .asInstanceOf(InstanceOfAssertFactories.type(RefusedException.class))
                    .extracting(refused -> refused.refusal().code())
                    .isEqualTo(ErrorCode.SEARCH_TOO_EXPENSIVE);
        }
    }
}
