/**
 * Cases of policy scripts: what may stand in a {@code *.test.yaml}, and whether what came is what
 * was expected. Knows nothing of how a script runs.
 */
@NullMarked
package io.gatehouse.policy.script.cases;

import org.jspecify.annotations.NullMarked;
