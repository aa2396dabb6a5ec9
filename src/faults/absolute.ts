/** A link on the same server as a page, whose beginning has the server's address. */
export function absolute(head: string, link: string): string {
  const context = /"@odata\.context":"([^"]*)"/.exec(head)?.[1]
  return context === undefined ? link : new URL(link, context).href.replaceAll('%24', '$')
}
