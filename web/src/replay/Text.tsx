import { Fragment, type ReactNode } from 'react'

/**
 * What was said, with the little markup that assistants write: lists, notes, bold, code and links, of Markdown and of Slack.
 * Everything else stays as it came; no text becomes markup of the page.
 */
export function Text({ text }: { text: string }) {
  return (
    <div className="text">
      {blocksOf(text).map(({ kind, lines }, index) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: the text never changes, and may say the same twice
        const written = lines.map((line, at) => <Fragment key={`${at} ${line}`}>{inline(line)}</Fragment>)
        const items = written.map(line => <li key={line.key}>{line}</li>)
        const key = `${index} ${lines[0]}`
        if (kind === 'bullets') return <ul key={key}>{items}</ul>
        if (kind === 'numbers') return <ol key={key}>{items}</ol>
        if (kind === 'notes')
          return (
            <ul key={key} className="text-notes">
              {items}
            </ul>
          )
        return (
          <p key={key}>
            {written.map((line, at) => (
              <Fragment key={line.key}>
                {at > 0 && <br />}
                {line}
              </Fragment>
            ))}
          </p>
        )
      })}
    </div>
  )
}

interface Block {
  readonly kind: 'paragraph' | 'bullets' | 'numbers' | 'notes'
  readonly lines: string[]
}

const KINDS = [
  ['notes', /^\[\d+\]:\s*/],
  ['bullets', /^\s*[-*•]\s+/],
  ['numbers', /^\s*\d+[.)]\s+/],
] as const

/** Lines of a kind that follow each other; an empty line ends a paragraph. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = []
  let ended = true
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    if (line.trim() === '') {
      ended = true
      continue
    }
    const [kind, mark] = KINDS.find(([, pattern]) => pattern.test(line)) ?? (['paragraph', null] as const)
    // What was numbered keeps its numbers in notes; the others get their marks from the list.
    const content =
      mark === null || kind === 'notes' ? line.replace(/^(\[\d+\]):/, '$1') : line.replace(mark, '')
    const open = blocks.at(-1)
    if (!ended && open?.kind === kind) open.lines.push(content)
    else blocks.push({ kind, lines: [content] })
    ended = false
  }
  return blocks
}

const INLINE =
  /(<https?:\/\/[^\s|>]+(?:\|[^>\n]+)?>|\*\*[^*\n]+\*\*|`[^`\n]+`|\[[^\]\n]+\]\(https?:\/\/[^\s)]+\)|https?:\/\/[^\s<>"')\]]+)/g

function inline(line: string): ReactNode[] {
  return line.split(INLINE).map((part, index) => {
    const key = `${index} ${part}`
    if (/^\*\*.+\*\*$/.test(part)) return <strong key={key}>{part.slice(2, -2)}</strong>
    if (/^`.+`$/.test(part)) return <code key={key}>{part.slice(1, -1)}</code>
    const slack = /^<(https?:\/\/[^|>]+)(?:\|([^>]+))?>$/.exec(part)
    const markdown = /^\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)$/.exec(part)
    const url = slack?.[1] ?? markdown?.[2] ?? (/^https?:\/\//.test(part) ? part : undefined)
    if (url === undefined) return <Fragment key={key}>{part}</Fragment>
    return (
      <a key={key} className="link" href={url} rel="noreferrer noopener" target="_blank">
        {slack?.[2] ?? markdown?.[1] ?? url}
      </a>
    )
  })
}
