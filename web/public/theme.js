// Runs before anything is painted, so that no page flashes in the other theme. The rest is in src/theme/theme.ts.
{
  let chosen = null
  try {
    chosen = localStorage.getItem('debrief:theme')
  } catch {
    // Without storage the system decides.
  }
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}
