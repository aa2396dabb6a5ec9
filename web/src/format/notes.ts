/** Paragraphs of a note; lines wrapped by its author are joined, lists keep theirs. */
export function paragraphsOf(notes: string): string[] {
  return notes
    .trim()
    .split(/\n\s*\n/)
    .map(paragraph => paragraph.replace(/\n(?!\s*(?:[-*]|\d+\.)\s)\s*/g, ' ').trim())
    .filter(paragraph => paragraph !== '')
}
