import { timeSpan } from '../config/length-of-time.ts'

/** A parameter that is a length of time, read as milliseconds. */
export const lengthDefault = (text: string, meaning: string) => timeSpan.prefault(text).describe(meaning)
