/** Brings an interaction of the transcript into sight, and gives it the focus. */
export function goTo(id: string): void {
  const element = document.getElementById(`i-${id}`)
  element?.scrollIntoView({ block: 'center' })
  element?.focus({ preventScroll: true })
}
