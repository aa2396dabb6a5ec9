/** The colours a chart is drawn with, read from the stylesheet's tokens. */
export interface Palette {
  /** Series one after the other; they differ in lightness too, not in hue alone. */
  readonly tones: readonly string[]
  readonly soft: readonly string[]
  /** For what stands for several, or for the period before. */
  readonly quiet: string
  readonly ink: string
  readonly muted: string
  readonly line: string
  readonly surface: string
  readonly font: string
}

export const TONES = 6

export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element)
  const token = (name: string) => style.getPropertyValue(name).trim()
  const tones = Array.from({ length: TONES }, (_, index) => index)
  return {
    tones: tones.map(index => token(`--tone-${index}`)),
    soft: tones.map(index => token(`--tone-${index}-soft`)),
    quiet: token('--line-strong'),
    ink: token('--ink'),
    muted: token('--muted'),
    line: token('--line'),
    surface: token('--surface'),
    font: style.fontFamily,
  }
}

export function toneOf(palette: Palette, tone: number): { strong: string; soft: string } {
  if (tone < 0) return { strong: palette.quiet, soft: palette.line }
  const index = tone % TONES
  return { strong: palette.tones[index] ?? palette.ink, soft: palette.soft[index] ?? palette.line }
}
