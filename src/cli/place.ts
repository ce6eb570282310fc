import { relative } from '../base/paths';
import type { FilePlace } from '../base/workbench-error';
import { absolute } from './command';

/** A file as a person has it before them: below the working folder from there, else whole. */
export function fromHere(file: string): string {
  return relative(absolute('.'), file);
}

/** A place in a file, as `file:line`, which terminals make a link. */
export function placeFromHere({ file, line }: FilePlace): string {
  return line === undefined ? fromHere(file) : `${fromHere(file)}:${line}`;
}

/** The same for a reader of JSON; nothing where there is no place. */
export function placeInJson<P extends Partial<FilePlace>>(place: P | undefined): P | undefined {
  return place?.file === undefined ? place : { ...place, file: fromHere(place.file) };
}
