package io.gatehouse.config.form;

/**
 * Why a text is refused.
 *
 * @param problem with the text in it, unless it is a secret
 * @param remedy what to write instead
 */
public record Complaint(String problem, String remedy) {}
