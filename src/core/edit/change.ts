/**
 * One replacement in a text: at `offset`, `deleted` code units go and `inserted` comes.
 * Offset and length are UTF-16 code units of the text that the change is applied to.
 * A list of changes is applied in array order, each to the text that the one before it left
 * (the order in which VS Code reports `contentChanges`).
 */
export type TextChange = readonly [offset: number, deleted: number, inserted: string];
