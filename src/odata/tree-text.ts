// Where something stands in the text is for programs.
const HIDDEN: ReadonlySet<string> = new Set(['end', 'position'])

/** A tree of objects and lists as indented lines: single values beside their names, `kind` instead of a name's value. */
export function treeText(tree: object, depth = 0): string {
  return linesOf(tree, depth).join('\n')
}

function linesOf(tree: object, depth: number): string[] {
  const indent = '  '.repeat(depth)
  const items = Array.isArray(tree)
    ? tree.map(item => ['-', item] as const)
    : Object.entries(tree).filter(
        ([name, value]) => !HIDDEN.has(name) && name !== 'kind' && value !== undefined,
      )
  return items.flatMap(([name, value]) => {
    if (typeof value !== 'object' || value === null) return [`${indent}${name} ${JSON.stringify(value)}`]
    const kind = 'kind' in value && typeof value.kind === 'string' ? ` ${value.kind}` : ''
    return [`${indent}${name}${kind}`, ...linesOf(value, depth + 1)]
  })
}
