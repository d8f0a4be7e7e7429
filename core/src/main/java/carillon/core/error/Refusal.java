package carillon.core.error;

/**
 * Why a request was turned away before anything was stored or changed.
 *
 * @param code which kind of refusal
 * @param detail what was wrong, where, and what to do; fit for the caller's eyes
 */
public record Refusal(ErrorCode code, String detail) {}
