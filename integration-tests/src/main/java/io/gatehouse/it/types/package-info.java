/** What an editor tells the author of a policy script. */
@NullMarked
package io.gatehouse.it.types;

import org.jspecify.annotations.NullMarked;
