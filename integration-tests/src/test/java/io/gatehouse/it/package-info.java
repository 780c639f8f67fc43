/** What the product promises, asked of the unpacked distribution as a user would. */
@NullMarked
package io.gatehouse.it;

import org.jspecify.annotations.NullMarked;
