import { useSyncExternalStore } from 'react'
import { THEMES, type Theme } from './themes.ts'

// Kept in this browser. public/theme.js reads it, too, before the first paint.
const KEY = 'debrief:theme'

const system = window.matchMedia('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()
let chosen: Theme = kept()
let printing = false

function kept(): Theme {
  try {
    const text = localStorage.getItem(KEY)
    return THEMES.find(theme => theme === text) ?? 'system'
  } catch {
    return 'system'
  }
}

/** Paper is light. */
function isDark(): boolean {
  return !printing && (chosen === 'system' ? system.matches : chosen === 'dark')
}

/** Puts the theme where the stylesheet looks for it, and tells whoever draws with its colours. */
function apply(): void {
  const root = document.documentElement
  root.dataset.theme = isDark() ? 'dark' : 'light'
  const background = getComputedStyle(root).getPropertyValue('--bg').trim()
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]'))
    meta.content = background
  for (const listener of listeners) listener()
}

system.addEventListener('change', apply)
// Chosen in another tab.
window.addEventListener('storage', ({ key }) => {
  if (key !== KEY && key !== null) return
  chosen = kept()
  apply()
})
for (const [event, begins] of [
  ['beforeprint', true],
  ['afterprint', false],
] as const)
  window.addEventListener(event, () => {
    printing = begins
    apply()
  })
apply()

export function chooseTheme(theme: Theme): void {
  chosen = theme
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Without storage it holds until the page is left.
  }
  apply()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, () => chosen)
}

/** Whether the page is being laid out for paper. */
export function usePrinting(): boolean {
  return useSyncExternalStore(subscribe, () => printing)
}

/** Whether the dark theme is shown: what reads colours from the stylesheet reads them again when this changes. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDark)
}
