export interface SqlToken {
  kind: 'plain' | 'keyword' | 'string' | 'number' | 'comment' | 'parameter'
  text: string
}

const KEYWORDS = new Set(
  `all and any array as asc asof between by case cast cross date desc distinct else end exists false filter final
  first from full group having if in inner interval is join last left like limit not null on or order outer over
  partition prewhere recursive right sample select settings then true union using when where with`.split(
    /\s+/,
  ),
)

const TOKEN =
  /(--[^\n]*|\/\*[\s\S]*?\*\/)|('(?:[^'\\]|\\.|'')*')|(\{\w+\s*:[^}]*\})|(\b\d+(?:\.\d+)?\b)|([A-Za-z_]\w*)/g

/** SQL cut into pieces to be coloured. The pieces joined are the text, unchanged. */
export function sqlTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  let end = 0
  const push = (kind: SqlToken['kind'], text: string) => {
    const last = tokens.at(-1)
    if (kind === 'plain' && last?.kind === 'plain') last.text += text
    else if (text !== '') tokens.push({ kind, text })
  }
  for (const match of sql.matchAll(TOKEN)) {
    push('plain', sql.slice(end, match.index))
    const [text, comment, string, parameter, number] = match
    if (comment !== undefined) push('comment', text)
    else if (string !== undefined) push('string', text)
    else if (parameter !== undefined) push('parameter', text)
    else if (number !== undefined) push('number', text)
    else push(KEYWORDS.has(text.toLowerCase()) ? 'keyword' : 'plain', text)
    end = match.index + text.length
  }
  push('plain', sql.slice(end))
  return tokens
}
