import { randomFillSync } from 'node:crypto'
import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from './json-bytes.ts'

const DEEPEST = 64
/** Texts longer than this are gone through by the platform's search, which costs as much to call as so many steps. */
const LONG_TEXT = 64
const VALUE = Buffer.from('value')

/**
 * Where the two hashes of a shape begin, and what they multiply by (an odd number): others in each process, so that nobody can
 * make up a record that has the shape of another one and other kinds of values.
 */
const [A, A_FACTOR, B, B_FACTOR] = Array.from(randomFillSync(new Int32Array(4)), (number, i) =>
  i % 2 === 0 ? number : number | 1,
) as [number, number, number, number]

/** What a value begins with, as its kind: any digit is a number, and `t` and `f` are flags. Others tell themselves. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  if (/[-0-9]/.test(character)) return 0x30
  return character === 'f' ? 0x74 : byte
})

/**
 * Finds the end of a record that stands as a whole in some bytes, without white space outside of its texts, and its shape
 * on the way: a number that two records have in common when they have the same attributes in the same order, with values of
 * the same kind (text, number, flag, null, object, list), and the same attributes in the objects directly inside.
 * The shape says nothing of what lists contain, nor of what stands deeper.
 */
export class RecordScanner {
  /** The shape of the record that was scanned last; from 1 to 2⁵². */
  shape = 0
  /**
   * Where the text of the record’s `id` begins and ends, when it has exactly one, a text of ASCII without escapes; else -1, and
   * the record has to be parsed to know it.
   */
  idStart = -1
  idEnd = -1
  readonly #closers = new Uint8Array(DEEPEST)

  /**
   * @param from where the record's opening brace stands
   * @param orResponse the object may be a response: then one with a list called `value` is none of ours
   * @returns where the record ends, behind its last brace; -1 when it is not a compact record that is here as a whole
   */
  scan(bytes: Buffer, from: number, orResponse = false): number {
    const end = bytes.length
    const closers = this.#closers
    let depth = 0
    let at = from
    // Two hashes that have nothing to do with each other.
    let a = A
    let b = B
    let isName = false
    let ids = 0
    this.idStart = -1
    do {
      if (at >= end) return -1
      const byte = bytes[at++]!
      if (byte === QUOTE) {
        if (!isName || depth > 2) {
          at = endOfText(bytes, at, end)
          if (at < 0) return -1
          isName = false
          continue
        }
        const start = at
        for (let inName = bytes[at++]; inName !== QUOTE; inName = bytes[at++]) {
          if (inName === BACKSLASH || at >= end) return -1
          a = Math.imul(a ^ inName!, A_FACTOR)
          b = (Math.imul(b, B_FACTOR) + inName!) | 0
        }
        if (bytes[at++] !== COLON || at >= end) return -1
        isName = false
        const kind = depth === 1 ? KINDS[bytes[at]!]! : 0
        a = Math.imul(a ^ kind, A_FACTOR)
        b = (Math.imul(b, B_FACTOR) + kind) | 0
        if (depth === 1 && at - start === 4 && bytes[start] === 0x69 && bytes[start + 1] === 0x64) {
          ids++
          this.idStart = kind === QUOTE ? at + 1 : -1
        }
        if (orResponse && kind === OPEN_BRACKET && VALUE.compare(bytes, start, at - 2) === 0) return -1
      } else if (byte === COMMA) {
        isName = closers[depth - 1] === CLOSE_BRACE
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
        if (depth === DEEPEST) return -1
        // The closing bracket stands two places behind the opening one.
        closers[depth++] = byte + 2
        isName = byte === OPEN_BRACE
      } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (closers[--depth] !== byte) return -1
        isName = false
      } else if (byte <= SPACE) return -1
    } while (depth > 0)
    this.idEnd = ids === 1 && this.idStart > 0 ? endOfPlainText(bytes, this.idStart) : -1
    this.shape = ((a ^ (a >>> 15)) >>> 0) * 2 ** 20 + ((b ^ (b >>> 13)) >>> 12) + 1
    return at
  }
}

/** Where a text ends that stands there as it is meant, in ASCII without escapes; -1 when it does not. */
function endOfPlainText(bytes: Buffer, start: number): number {
  for (let at = start; ; at++) {
    const byte = bytes[at]!
    if (byte === QUOTE) return at
    if (byte === BACKSLASH || byte > 0x7f) return -1
  }
}

/** From a text's first character to behind its closing quote; -1 when that is not there. */
function endOfText(bytes: Buffer, start: number, end: number): number {
  const near = Math.min(end, start + LONG_TEXT)
  let at = start
  while (at < near) {
    const byte = bytes[at++]!
    if (byte === QUOTE) return at
    if (byte === BACKSLASH) at++
  }
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at)
    if (quote < 0) return -1
    // An odd number of backslashes before it makes it one of the text's characters. What `at` has passed is settled.
    let before = quote
    while (before > at && bytes[before - 1] === BACKSLASH) before--
    at = quote + 1
    if ((quote - before) % 2 === 0) return at
  }
}
