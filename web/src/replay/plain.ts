/** A text without the marks of its markup, for a place where it is only glanced at. */
export function plain(text: string): string {
  return text
    .replace(/<https?:\/\/[^\s|>]+\|([^>\n]+)>/g, '$1')
    .replace(/\[([^\]\n]+)\]\(https?:\/\/[^\s)]+\)/g, '$1')
    .replace(/^\s*#{1,6}\s+/gm, '')
    .replaceAll('**', '')
    .replace(/\n{2,}/g, '\n')
}
