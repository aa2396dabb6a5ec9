export const panelTexts = {
  value: 'Value',
  share: 'Share of all',
  part: 'Counted',
  whole: 'Of',
  before: 'Period before',
  none: (dimension: string) => `No ${dimension}`,
  other: (count: string) => `${count} others`,
  others: 'Others',
  withheld: 'withheld',
  of: (part: string, whole: string) => `${part} of ${whole}`,
  range: (median: string, per: string, low: string, lowAt: string, high: string, highAt: string) =>
    `Median ${median} ${per}, from ${low} (${lowAt}) to ${high} (${highAt}).`,
  single: (value: string, at: string) => `${value} (${at}).`,
  flat: (value: string, per: string) => `${value} ${per} throughout.`,
  most: (name: string, value: string) => `${name} has most: ${value}`,
  next: (name: string, value: string) => `, then ${name} with ${value}`,
  leads: (name: string, value: string) => `${name} leads with ${value}`,
  highest: (name: string, value: string) => `${name} is highest with ${value}`,
  lowest: (name: string, value: string) => `, ${name} lowest with ${value}`,
  mirrored: (up: string, upName: string, down: string, downName: string, per: string) =>
    `Median ${up} ${upName} and ${down} ${downName} ${per}.`,
  heat: (high: string, row: string, column: string) => `Highest: ${high} at ${row}, ${column}`,
  heatLow: (low: string, row: string, column: string) => `; lowest: ${low} at ${row}, ${column}`,
  rows: (count: string, plural: boolean) => `${count} ${plural ? 'rows' : 'row'}`,
  empty: 'Nothing in these days.',
  stillArriving: 'still arriving',
  partOf: (noun: string) => `part of the ${noun}`,
  footArriving: (when: string) => `${when} is still arriving and will grow`,
  footCut: (when: string, noun: string) => `${when} is only part of a ${noun}`,
  dashed: (reasons: string) => `Dashed: ${reasons}.`,
  previous: (span: string) => `Thin line: the period before, ${span}.`,
  tick: (span: string) => `Small mark: the period before, ${span}.`,
  notDrawn: (count: string) => `${count} more are in the table only.`,
  groupsWithheld: (count: string, plural: boolean) =>
    plural
      ? `${count} groups are withheld: they are about too few people.`
      : 'One group is withheld: it is about too few people.',
  only: (dimension: string, values: string) => `Only ${dimension.toLowerCase()} ${values}.`,
  without: (dimension: string, values: string) => `Without ${dimension.toLowerCase()} ${values}.`,
  overruled: (names: string, plural: boolean) =>
    plural
      ? `The page’s filters ${names} are not used here.`
      : `The page’s filter ${names} is not used here.`,
  ignored: (names: string, plural: boolean) =>
    plural
      ? `The filters ${names} do not apply to this number.`
      : `The filter ${names} does not apply to this number.`,
  filterNames: { events: 'system events', success: 'definition of success' } as Record<string, string>,
}
