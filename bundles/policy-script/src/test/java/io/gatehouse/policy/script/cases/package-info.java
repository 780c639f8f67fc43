@NullMarked
package io.gatehouse.policy.script.cases;

import org.jspecify.annotations.NullMarked;
