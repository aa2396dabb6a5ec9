/** The colours a chart is drawn with, read from the stylesheet's tokens. */
export interface Palette {
  first: string
  firstSoft: string
  second: string
  secondSoft: string
  muted: string
  line: string
  surface: string
  font: string
}

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  return {
    first: token('--first'),
    firstSoft: token('--first-soft'),
    second: token('--second'),
    secondSoft: token('--second-soft'),
    muted: token('--muted'),
    line: token('--line'),
    surface: token('--surface'),
    font: style.fontFamily,
  }
}
