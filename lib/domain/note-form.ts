/** Which form of notes this version can edit; a note written with a newer one is read and never changed. */

/** Raised whenever the form of a note gains a part that an older version would delete. */
export const NOTE_FORM = 1;
