export const THEMES = ['system', 'light', 'dark'] as const
/** What somebody chose: a theme, or that of their system. */
export type Theme = (typeof THEMES)[number]
