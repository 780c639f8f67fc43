package io.gatehouse.policy.script;

/**
 * What calls of one use of a script have in common.
 *
 * @param deadlineNanos how long a hook may take, what it awaits included
 */
record ScriptUse(ScriptReach reach, FetchBudget fetches, long deadlineNanos) {}
