import { useMemo, useState } from 'react'
import { sqlTokens } from '../format/sql-tokens.ts'
import './sql.css'
import { figureTexts } from './texts.ts'

export function SqlText({ sql }: { sql: string }) {
  const [copied, setCopied] = useState(false)
  // Keyed by position in the text: tokens repeat.
  const tokens = useMemo(() => {
    let at = 0
    return sqlTokens(sql).map(token => {
      const key = at
      at += token.text.length
      return { ...token, key }
    })
  }, [sql])
  const copy = async () => {
    await navigator.clipboard.writeText(sql)
    setCopied(true)
  }
  return (
    <div className="sql">
      <div className="sql-head">
        <h3>{figureTexts.sqlDialog.code}</h3>
        {/* Browsers offer the clipboard only to pages from https or from this machine. */}
        {navigator.clipboard !== undefined && (
          <button type="button" className="chip" onClick={() => void copy()}>
            <span aria-live="polite">
              {copied ? figureTexts.sqlDialog.copied : figureTexts.sqlDialog.copy}
            </span>
          </button>
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the box scrolls, so the keyboard must reach it */}
      <section className="sql-box" aria-label={figureTexts.sqlDialog.code} tabIndex={0}>
        <pre>
          <code>
            {tokens.map(token =>
              token.kind === 'plain' ? (
                token.text
              ) : (
                <span key={token.key} className={`sql-${token.kind}`}>
                  {token.text}
                </span>
              ),
            )}
          </code>
        </pre>
      </section>
    </div>
  )
}
