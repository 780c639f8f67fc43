package io.gatehouse.runtime;

/**
 * What a tar archive says of one file or folder.
 *
 * @param name with {@code /} between its parts and none at its end
 * @param mode the permissions, nine bits
 * @param owner the user's name; empty where it is not known
 * @param group the group's name; empty where it is not known
 * @param modified in seconds since 1970
 * @param size of the content in bytes; 0 for a folder
 */
record TarEntry(
    String name, boolean folder, int mode, String owner, String group, long modified, long size) {}
