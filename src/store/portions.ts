/** A ClickHouse server takes no longer text for one parameter (`http_max_field_value_size` is 128 kB); half is for escapes. */
const MOST_BYTES = 64_000

/** A list of texts in parts that are short enough to be a parameter each. */
export function* portions(texts: readonly string[], most = MOST_BYTES): Iterable<readonly string[]> {
  let begin = 0
  let bytes = 0
  for (const [i, text] of texts.entries()) {
    // Quotes and a comma.
    const length = Buffer.byteLength(text) + 3
    if (i > begin && bytes + length > most) {
      yield texts.slice(begin, i)
      begin = i
      bytes = 0
    }
    bytes += length
  }
  if (begin < texts.length) yield texts.slice(begin)
}
