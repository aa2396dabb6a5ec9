export const chartTexts = {
  before: 'Period before',
  keys: 'chart, arrow keys move, Enter opens what can be done',
  heatKeys: 'arrow keys move, Enter opens what can be done',
  undrawable: 'The chart could not be drawn. The table has the same numbers.',
}
