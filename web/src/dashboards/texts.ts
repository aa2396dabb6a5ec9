import type { Finding } from '../api/types.ts'

export const dashboardTexts = {
  findings: {
    label: 'What changed',
    more: 'Also',
    kinds: {
      change: 'Change',
      outage: 'Outage',
      gap: 'Knowledge gap',
      record: 'Record',
    } satisfies Record<Finding['kind'], string>,
    look: 'Look closer',
    failed: 'What changed could not be found out',
    none: 'Nothing stands out against the period before.',
    all: (count: string) => `Show all ${count}`,
    fewer: 'Show fewer',
  },
  figures: {
    label: 'Key figures',
    before: (value: string) => `before: ${value}`,
    up: (amount: string) => `up ${amount}`,
    down: (amount: string) => `down ${amount}`,
    steady: 'no clear change',
    points: (points: string) => `${points} pts`,
    new: 'from none',
    noBefore: 'no period before to compare',
    notCompared: 'not compared',
    of: (part: string, whole: string) => `${part} of ${whole}`,
    withheld: 'withheld',
    do: (title: string, value: string) => `${title}: ${value}. What to do with it`,
  },
}
