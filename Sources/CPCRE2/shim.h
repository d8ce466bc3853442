#pragma once
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// The work of a match, counted. See Patterns/CompiledPattern.swift for the bounds and their reasons.

/// What a match may still do, and where in the text it was when it last was asked.
struct understudy_pcre2_budget {
    size_t left;
    size_t position;
};

/// Called before each item of a pattern that was compiled with PCRE2_AUTO_CALLOUT: takes one for the item and one for each byte the match
/// has gone on or back since, and ends the match when nothing is left.
static inline int understudy_pcre2_spend(pcre2_callout_block_8 *callout, void *context) {
    struct understudy_pcre2_budget *budget = (struct understudy_pcre2_budget *)context;
    size_t position = callout->current_position;
    size_t cost = 1 + (position > budget->position ? position - budget->position : budget->position - position);
    budget->position = position;
    if (budget->left < cost) return PCRE2_ERROR_CALLOUT;
    budget->left -= cost;
    return 0;
}

/// Holds a match to a budget, which must live as long as the context is used.
static inline void understudy_pcre2_set_budget(pcre2_match_context_8 *context, struct understudy_pcre2_budget *budget) {
    pcre2_set_callout_8(context, understudy_pcre2_spend, budget);
}
