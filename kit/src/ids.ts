import { v7, validate } from 'uuid';

/** A new id: uuid version 7, so that ids sort by the time of their making. */
export const newId = (): string => v7();

export const isId = (text: string): boolean => validate(text);
