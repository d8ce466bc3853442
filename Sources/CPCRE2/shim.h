#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Counts the work of a match. Patterns/CompiledPattern.swift has the limits and their reasons.

/// The remaining budget of a match, and its position in the text at the last call.
struct understudy_pcre2_budget {
    size_t left;
    size_t position;
};

/// Called before each item of a pattern that was compiled with PCRE2_AUTO_CALLOUT. Charges one for the item and one for
/// each byte by which the match has moved since. Ends the match when the budget is used up.
static inline int understudy_pcre2_spend(pcre2_callout_block_8 *callout, void *context) {
    struct understudy_pcre2_budget *budget = (struct understudy_pcre2_budget *)context;
    size_t position = callout->current_position;
    size_t cost = 1 + (position > budget->position ? position - budget->position : budget->position - position);
    budget->position = position;
    if (budget->left < cost) return PCRE2_ERROR_CALLOUT;
    budget->left -= cost;
    return 0;
}

/// Limits a match to a budget, which must live as long as the context is used.
static inline void understudy_pcre2_set_budget(pcre2_match_context_8 *context, struct understudy_pcre2_budget *budget) {
    pcre2_set_callout_8(context, understudy_pcre2_spend, budget);
}
