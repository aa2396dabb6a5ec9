/** Where to go after signing in: a page of this application, whatever the address says. */
export function nextPage(search: string, origin: string = window.location.origin): string {
  const next = new URLSearchParams(search).get('next') ?? '/'
  if (!next.startsWith('/') || !URL.canParse(next, origin)) return '/'
  const { origin: there, pathname, search: query } = new URL(next, origin)
  return there === origin && pathname !== '/sign-in' ? pathname + query : '/'
}

/** Loads the application anew: nothing that was shown to one person stays in memory for the next. */
export function leaveTo(path: string): void {
  window.location.assign(path)
}
