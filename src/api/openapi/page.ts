import type { ApiDocument } from './document.ts'
import { errorCodes } from './error-codes.ts'
import type { Json } from './schemas.ts'

interface Operation {
  readonly summary: string
  readonly parameters?: readonly (Json | { readonly $ref: string })[]
  readonly responses: { readonly [status: string]: Json }
}

const METHODS = ['get', 'post', 'delete'] as const

/** The document as a page: everything is in it but the style, and nothing of it comes from elsewhere. */
export function apiPage(document: ApiDocument): string {
  const paths = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap(method =>
      item[method] ? operation(document, method, path, item[method] as Operation) : [],
    ),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(document.info.title)}</title>
<link rel="stylesheet" href="api/style.css">
</head>
<body>
<main>
<h1>${html(document.info.title)}</h1>
<p>${html(document.info.description)}</p>
<p>As OpenAPI 3.1: <a href="../openapi.json">openapi.json</a>. Data is at <code>${html(document.servers[0]!.url)}</code>; paths below are behind it unless they begin elsewhere.</p>
<h2>Requests</h2>
${paths.join('\n')}
<h2>Errors</h2>
<table>
<thead><tr><th scope="col">Status</th><th scope="col">Code</th><th scope="col">Meaning</th></tr></thead>
<tbody>
${errorCodes.map(({ status, code, meaning }) => `<tr><td>${status}</td><td><code>${html(code)}</code></td><td>${html(meaning)}</td></tr>`).join('\n')}
</tbody>
</table>
<h2>Records</h2>
${Object.entries(document.components.schemas as { [name: string]: Json })
  .flatMap(([name, schema]) => (name.endsWith('_page') ? [] : record(name, schema)))
  .join('\n')}
</main>
</body>
</html>
`
}

function operation(
  document: ApiDocument,
  method: string,
  path: string,
  { summary, parameters = [], responses }: Operation,
): string {
  const rows = parameters
    .map(parameter => resolve(document, parameter))
    .map(
      ({ name, in: where, description }) =>
        `<tr><td><code>${html(name)}</code></td><td>${html(where)}</td><td>${html(description)}</td></tr>`,
    )
  const answers = Object.entries(responses).map(
    ([status, response]) =>
      `<tr><td>${status}</td><td>${html(firstLine(resolve(document, response).description))}</td></tr>`,
  )
  return `<details>
<summary><span class="method">${method.toUpperCase()}</span> <code>${html(path)}</code> ${html(summary)}</summary>
${table(['Parameter', 'In', 'Meaning'], rows)}
${table(['Status', 'Answer'], answers)}
</details>`
}

function record(name: string, { description, properties }: Json): string {
  const rows = Object.entries(properties as { [name: string]: Json }).map(
    ([property, { type, description }]) =>
      `<tr><td><code>${html(property)}</code></td><td>${html([type].flat().join(' or '))}</td><td>${html(description ?? '')}</td></tr>`,
  )
  return `<details>
<summary><code>${html(name)}</code> ${html(description)}</summary>
${table(['Attribute', 'Type', 'Meaning'], rows)}
</details>`
}

function table(heads: readonly string[], rows: readonly string[]): string {
  if (rows.length === 0) return ''
  const head = heads.map(text => `<th scope="col">${text}</th>`).join('')
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** What a reference within the document leads to. */
function resolve(document: ApiDocument, value: Json): Json {
  const { $ref } = value
  if (typeof $ref !== 'string') return value
  return $ref
    .slice(2)
    .split('/')
    .reduce<unknown>((owner, name) => (owner as Json)[name], document) as Json
}

const firstLine = (text: unknown): string =>
  String(text).replaceAll('`', '').replace(/^- /, '').split('\n- ').join(' · ')

const ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

function html(text: unknown): string {
  return String(text).replace(/[&<>"]/g, character => ESCAPES[character]!)
}

export const apiPageStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 70rem; margin: 0 auto; padding: 1rem }
code { font-family: ui-monospace, monospace; font-size: 0.9em; overflow-wrap: anywhere }
details { border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.4rem 0 }
summary { cursor: pointer }
.method { font-weight: 600; display: inline-block; min-width: 4.5rem }
table { border-collapse: collapse; width: 100%; margin: 0.6rem 0 1rem }
th, td { text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid color-mix(in srgb, currentColor 15%, transparent) }
`
