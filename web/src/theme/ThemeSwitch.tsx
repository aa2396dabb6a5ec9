import { Segmented } from '../components/Segmented.tsx'
import { texts } from '../texts.ts'
import { chooseTheme, useTheme } from './theme.ts'
import { THEMES } from './themes.ts'

const words = texts.theme

/** Light, dark, or as the system says. */
export function ThemeSwitch() {
  return (
    <Segmented
      legend={words.label}
      choices={THEMES.map(theme => ({ value: theme, label: words.names[theme], hint: words.hints[theme] }))}
      value={useTheme()}
      onChange={chooseTheme}
    />
  )
}
